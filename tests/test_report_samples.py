"""Invented articles and a builder of synthetic reports, which the tests of all report formats share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mtaudit.core import (
    AuditedDocument,
    Category,
    Document,
    Evidence,
    Finding,
    InputError,
    Part,
    Report,
    Score,
    Segment,
    Severity,
    Skip,
    Span,
    fingerprint,
)
from mtaudit.report.html import RuleNote
from mtaudit.text import count_words

SIGNATURE = "mtaudit:0.1.0|rules:24(ENC+GAR+NAM+NUM+REP+TYP+UNT)|fluency:none|seg:sentencex-1.0.15|score:mqm|slope:4"
WEIGHTS = {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 10.0}


@dataclass(frozen=True)
class Mark:
    """A finding to be: the text it covers (its `nth` occurrence), and what is said about it."""

    quote: str
    code: str
    category: Category
    severity: Severity
    message: str
    confidence: float = 0.9
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    nth: int = 0


@dataclass(frozen=True)
class Story:
    """An article to be: paragraphs of sentences, title first, with optional sources."""

    id: str
    paragraphs: tuple[tuple[str, ...], ...]
    lang: str
    source_lang: str = ""
    sources: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    skips: tuple[Skip, ...] = ()
    system: str = ""
    meta: dict[str, str] = field(default_factory=dict)


def built(story: Story) -> AuditedDocument:
    """The story as an audited document, scored by plain MQM."""
    text, segments = _segmented(story)
    document = Document(
        story.id,
        text,
        story.lang,
        story.source_lang,
        path=f"articles/{story.id}.txt",
        url=f"https://example.org/{story.id}",
        system=story.system,
        title=story.paragraphs[0][0] if story.paragraphs else "",
        segments=segments,
    )
    findings = tuple(sorted(_located(document, story.marks), key=lambda found: (found.span, found.code)))
    by_segment: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_segment[finding.segment].append(finding)
    scores = tuple(_score(by_segment[index], segment.text, 1.0, 25.0) for index, segment in enumerate(segments))
    whole = _score(findings, text, 100 / max(count_words(text), 1), 1e9)
    return AuditedDocument(document, findings, whole, scores, story.skips)


def _segmented(story: Story) -> tuple[str, tuple[Segment, ...]]:
    text, segments, sources = "", [], iter(story.sources)
    for index, paragraph in enumerate(story.paragraphs):
        text += "\n\n" if index else ""
        for number, sentence in enumerate(paragraph):
            text += " " if number else ""
            span = Span(len(text), len(text) + len(sentence))
            part = Part.TITLE if index == 0 else Part.LEAD if index == 1 else Part.BODY
            line = text.count("\n") + 1
            source = next(sources, "")
            segments.append(Segment(sentence, span, part, story.lang, source, line=line, key=str(span.start)))
            text += sentence
    return text, tuple(segments)


def _located(document: Document, marks: Iterable[Mark]) -> Iterator[Finding]:
    for mark in marks:
        start = -1
        for _ in range(mark.nth + 1):
            start = document.text.index(mark.quote, start + 1)
        span = Span(start, start + len(mark.quote))
        inside = [index for index, segment in enumerate(document.segments) if segment.span.overlaps(span)]
        yield Finding(
            mark.code,
            mark.category,
            mark.severity,
            document.id,
            inside[0] if inside else -1,
            span,
            mark.quote,
            mark.message,
            mark.confidence,
            mark.suggestions,
            mark.evidence,
            fingerprint(mark.code, document.id, mark.quote, "", "", mark.nth),
        )


def _score(findings: Iterable[Finding], text: str, per: float, most: float) -> Score:
    by_category: dict[str, float] = defaultdict(float)
    sure = 1.0
    for finding in findings:
        weight = 25.0 if finding.category is Category.NON_TRANSLATION else WEIGHTS[finding.severity]
        if weight:
            by_category[finding.category.value] += weight
        if finding.severity.rank >= Severity.MAJOR.rank:
            sure *= 1 - finding.confidence
    penalty = sum(by_category.values())
    value = round(100 - min(100.0, 4 * min(penalty, most) * per), 1)
    return Score(value, penalty, count_words(text), dict(sorted(by_category.items())), round(1 - sure, 4), "score:mqm")


NO_SOURCE = tuple(Skip(code, "", "no source text") for code in ("ADQ101", "NUM201"))
NO_MODEL = (Skip("GAR101", "", "no fluency model reads this language"),)

GREEK = Story(
    "halkidiki-ferry",
    (
        ("Ferry link to islands resumes after three-day strike",),
        (
            "Passengers returned to the port of Piraeus on Tuesday as seamen ended a walkout that had left "
            "some 4,000 travellers ashore.",
        ),
        (
            "The union said in a statement that the ministry had «accepted the the main demand» on staffing.",
            "Η απόφαση ελήφθη ομόφωνα από τη γενική συνέλευση των ναυτικών.",
            "According to the newspaper Kathimerini (Καθημερινή), two vessels remained at anchor overnight.",
        ),
        (
            "Minister Giannis Papadakis told reporters that the talks were the bread and the salt of the thing.",
            "His adviser, Yannis Papadakis, was more careful: (τα ανοιχτά ζητήματα) would be looked at in autumn.",
        ),
        ("Ferries to Crete will sail at 7 p.m., an hour later than usual, the coast guard said.",),
    ),
    "en",
    "el",
    (
        "Επαναλαμβάνονται τα δρομολόγια προς τα νησιά μετά την τριήμερη απεργία",
        "Οι επιβάτες επέστρεψαν την Τρίτη στο λιμάνι του Πειραιά, καθώς οι ναυτικοί έληξαν την απεργία.",
        "Το σωματείο ανακοίνωσε ότι το υπουργείο «δέχθηκε το βασικό αίτημα» για τη στελέχωση.",
        "Η απόφαση ελήφθη ομόφωνα από τη γενική συνέλευση των ναυτικών.",
        "Σύμφωνα με την Καθημερινή, δύο πλοία παρέμειναν αγκυροβολημένα όλη τη νύχτα.",
        "Ο υπουργός Γιάννης Παπαδάκης είπε ότι οι συνομιλίες ήταν το ψωμοτύρι της υπόθεσης.",
        "Ο σύμβουλός του ήταν πιο προσεκτικός: τα ανοιχτά ζητήματα θα εξεταστούν το φθινόπωρο.",
        "Τα πλοία για την Κρήτη θα αναχωρήσουν στις 19:00, μία ώρα αργότερα, είπε το λιμενικό.",
    ),
    (
        Mark(
            "Η απόφαση ελήφθη ομόφωνα από τη γενική συνέλευση των ναυτικών.", "UNT101", Category.NON_TRANSLATION,
            Severity.CRITICAL, "A whole sentence is still in Greek.", 0.99,
            evidence=(Evidence("source", "Η απόφαση ελήφθη ομόφωνα από τη γενική συνέλευση των ναυτικών."),),
        ),
        Mark("the the", "REP101", Category.FLUENCY, Severity.MINOR, "“the” stands twice in a row.", 0.98, ("the",)),
        Mark(
            "«accepted the the main demand»", "TYP201", Category.PUNCTUATION, Severity.MINOR,
            "Guillemets are not English quotation marks.", 0.95, ("“accepted the the main demand”",),
        ),
        Mark(
            "(Καθημερινή)", "UNT801", Category.UNTRANSLATED, Severity.NEUTRAL,
            "The name in its own script beside its Latin form.", 0.97, evidence=(Evidence("name", "Kathimerini"),),
        ),
        Mark(
            "were the bread and the salt of the thing", "GAR101", Category.AWKWARD, Severity.MAJOR,
            "An idiom translated word for word; in English it says nothing.", 0.71, ("were routine for the ministry",),
            (
                Evidence("alternative", "were the heart of the matter", 6.3),
                Evidence("alternative", "were routine", 4.1),
                Evidence("alternative", "were everyday business", 1.2),
            ),
        ),
        Mark(
            "the salt of the thing", "GAR102", Category.FLUENCY, Severity.MINOR,
            "Hardly anybody writes these words in this order.", 0.55,
        ),
        Mark(
            "Yannis Papadakis", "NAM101", Category.INCONSISTENCY, Severity.MINOR,
            "The same name is spelt Giannis Papadakis above.", 0.88, ("Giannis Papadakis",),
            (Evidence("name", "Giannis Papadakis", 1.0), Evidence("source", "Γιάννης Παπαδάκης")),
        ),
        Mark(
            "τα ανοιχτά ζητήματα", "UNT102", Category.UNTRANSLATED, Severity.MAJOR,
            "Part of the sentence was left in Greek.", 0.97, ("the open questions",),
        ),
    ),
    system="engine-a",
)  # fmt: skip

GERMAN = Story(
    "saxony-rail",
    (
        ("Saxony wants to reopen 120 kilometres of railway by 2031",),
        ("The state government presented a list of eight branch lines on Thursday.",),
        (
            "Transport minister Ines Vogler said the sum of 1.340 million euros had been agreed with the federal "
            "government.",
            "Villages which since decades no train have seen should profit first.",
            "Critics point out that there are not enough drivers.",
        ),
        ("“We need people, not only rails, said Jens Kaulfuss of the passenger association.",),
        ("The first trains could run between Torgau and Pretzsch, which had last been served in 2022.",),
    ),
    "en",
    "de",
    (),
    (
        Mark(
            "1.340 million", "NUM102", Category.LOCALE, Severity.MAJOR,
            "A German thousands point: English readers take this for one and a third.", 0.83, ("1,340 million",),
        ),
        Mark(
            "since decades no train have seen", "GAR101", Category.GRAMMAR, Severity.MAJOR,
            "The verb stands where German puts it.", 0.9, ("have not seen a train for decades",),
            (Evidence("alternative", "have not seen a train for decades", 11.84),),
        ),
        Mark("“We need", "TYP101", Category.PUNCTUATION, Severity.MINOR, "The quotation is never closed.", 0.93),
    ),
    NO_SOURCE,
    system="engine-b",
)  # fmt: skip

ARABIC = Story(
    "red-sea-cable",
    (
        ("إصلاح كابل الإنترنت في البحر الأحمر يستغرق ستة أسابيع",),
        ("قالت الشركة المشغلة إن سفينة متخصصة غادرت ميناء جدة صباح الأربعاء.",),
        (
            "وأضافت أن the damaged section يقع على عمق 340 مترا قبالة الساحل.",
            "وأكد المتحدث باسم الشركة، سامي الحداد، أن أن الخدمة لم تنقطع كليا.",
        ),
        ("ويعتمد نحو 17 مليون مستخدم على هذا الخط في في أربع دول.",),
    ),
    "ar",
    "en",
    (
        "Repair of Red Sea internet cable to take six weeks",
        "A specialised vessel left the port of Jeddah on Wednesday morning, the operator said.",
        "It added that the damaged section lies at a depth of 340 metres off the coast.",
        "Company spokesman Sami al-Haddad confirmed that the service had not been cut completely.",
        "About 17 million users in four countries depend on this line.",
    ),
    (
        Mark(
            "the damaged section", "UNT102", Category.UNTRANSLATED, Severity.MAJOR,
            "Part of the sentence was left in English.", 1.0, ("الجزء المتضرر",),
        ),
        Mark("أن أن", "REP101", Category.FLUENCY, Severity.MINOR, "“أن” stands twice in a row.", 0.98, ("أن",)),
        Mark("في في", "REP101", Category.FLUENCY, Severity.MINOR, "“في” stands twice in a row.", 0.98, ("في",)),
    ),
    NO_MODEL,
)  # fmt: skip

CHINESE = Story(
    "tea-harvest",
    (
        ("阿萨姆茶园今年减产两成",),
        ("茶叶局周一表示,干旱和热浪使今年的春茶产量降至十年来最低水平。",),
        ("“我们从来没有见过这样的春天”,种植园经理 Ranjit Borah 说。", "许多工人已经前往 Guwahati 寻找新的工作。"),
        ("出口商预计价格将上涨百分之十五左右,到秋季才会回落。 Read more: Tea prices",),
    ),
    "zh",
    "en",
    (),
    (
        Mark(
            "Read more: Tea prices", "BOI101", Category.ADDITION, Severity.MAJOR,
            "A link line of the source site, not part of the article.", 0.96,
        ),
        Mark("Ranjit Borah", "UNT802", Category.UNTRANSLATED, Severity.NEUTRAL, "A name in Latin script.", 0.9),
        Mark("Guwahati", "UNT102", Category.UNTRANSLATED, Severity.MINOR, "This city has a Chinese name.", 0.62,
             ("古瓦哈提",)),
    ),
    (*NO_SOURCE, *NO_MODEL),
    system="engine-b",
)  # fmt: skip

RUSSIAN = Story(
    "museum-fire",
    (
        ("Fire in Perm museum destroys part of ÐºÐ¾Ð»Ð»ÐµÐºÑ†Ð¸Ñ",),
        ("Nobody was hurt when a blaze broke out on the upper floor of the regional museum on Sunday night.",),
        (
            "Firefighters needed five hours to put out the flames, which had reached the рoof.",
            "Curators saved about 600 icons &amp; manuscripts, director Vera Sokolova said.",
        ),
        ("The the cause is being investigated; an electric fault is thought likely.",),
        ("Readers can donate at https://example.org/perm.",),
    ),
    "en",
    "ru",
    (),
    (
        Mark(
            "ÐºÐ¾Ð»Ð»ÐµÐºÑ†Ð¸Ñ", "ENC101", Category.ENCODING, Severity.CRITICAL,
            "Text that was decoded in the wrong encoding; it read “коллекция”.", 0.99, ("collection",),
        ),
        Mark("рoof", "ENC201", Category.ENCODING, Severity.MAJOR, "A Cyrillic р among Latin letters.", 1.0, ("roof",)),
        Mark("&amp;", "ENC301", Category.ENCODING, Severity.MINOR, "Markup that was left in the text.", 1.0, ("&",)),
        Mark("The the", "REP101", Category.FLUENCY, Severity.MINOR, "“the” stands twice in a row.", 0.98, ("The",)),
        Mark(
            "https://example.org/perm", "UNT803", Category.UNTRANSLATED, Severity.NEUTRAL, "An address.", 1.0,
        ),
    ),
    NO_SOURCE,
    system="engine-a",
)  # fmt: skip

SPANISH = Story(
    "olive-oil",
    (
        ("Olive oil prices fall for the fourth month in a row",),
        ("Shoppers in Spain paid eleven per cent less for a litre in May than a year earlier.",),
        (
            "Plentiful rain in Andalusia has brought the largest harvest since 2018, growers say.",
            "Exports to the United States rose slightly.",
        ),
        ("“It is the first normal year after three bad ones,” said Lucía Barroso, who runs a mill near Úbeda.",),
    ),
    "en",
    "es",
    skips=NO_SOURCE,
    system="engine-a",
)

FRENCH = Story(
    "theatre-season",
    (
        ("Lyon theatre opens its season with a play nobody has read",),
        ("The director found the manuscript in a suitcase at a flea market two winters ago.",),
        (
            "It is thought to be the work of a schoolteacher who died in 1951.",
            "The house is sold out until the the end of October.",
        ),
    ),
    "en",
    "fr",
    (),
    (Mark("the the", "REP101", Category.FLUENCY, Severity.MINOR, "“the” stands twice in a row.", 0.98, ("the",)),),
    NO_SOURCE,
)

UNKNOWN = Story(
    "wire-fragment",
    (("Xq 12 – 7 · 44",), ("Zr Zr Kk 19 20 21",)),
    "",
    skips=tuple(Skip(code, "", "target language unknown") for code in ("GAR101", "UNT101", "UNT102")),
)

STORIES = (GREEK, GERMAN, ARABIC, CHINESE, RUSSIAN, SPANISH, FRENCH, UNKNOWN)


def sample_report(count: int = len(STORIES)) -> Report:
    """A report of `count` articles: the stories in turn, each further round under new ids."""
    documents = []
    for index in range(count):
        story, turn = STORIES[index % len(STORIES)], index // len(STORIES)
        documents.append(built(replace(story, id=f"{story.id}-{turn + 1}") if turn else story))
    errors = (
        InputError("articles/broken.xliff:12", "unit has no <target>", "export the file with its targets"),
        InputError("articles/scan.txt", "neither UTF-8 nor any encoding we could guess", "name it with --encoding"),
    )
    return Report(tuple(documents), SIGNATURE, (), errors, ("articles/empty.txt holds no text and was left out",))


READING = {"GAR101": ("How to read it: as the samples have it.", "What to do: think.")}
SAMPLE_RULES = tuple(
    RuleNote(code, name, f"{name.replace('-', ' ').capitalize()}, as the samples have it.", READING.get(code, ()))
    for code, name in (
        ("ADQ101", "content-missing"),
        ("BOI101", "link-line"),
        ("ENC101", "mojibake"),
        ("ENC201", "mixed-script-word"),
        ("ENC301", "leftover-entity"),
        ("GAR101", "garbled-phrase"),
        ("GAR102", "unlikely-words"),
        ("NAM101", "name-spelt-two-ways"),
        ("NUM102", "foreign-number-format"),
        ("NUM201", "number-not-in-source"),
        ("REP101", "doubled-word"),
        ("TYP101", "quote-not-closed"),
        ("TYP201", "foreign-quotes"),
        ("UNT101", "untranslated-sentence"),
        ("UNT102", "untranslated-phrase"),
        ("UNT801", "original-beside-translation"),
        ("UNT802", "name-in-own-script"),
        ("UNT803", "address"),
    )
)


def test_samples_keep_the_invariant_of_findings() -> None:
    report = sample_report(16)
    texts = {audited.document.id: audited.document.text for audited in report.documents}
    assert len(texts) == 16
    for finding in report.findings:
        assert finding.span.of(texts[finding.document_id]) == finding.quote
