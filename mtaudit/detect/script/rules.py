"""The rules of script: text that was left in a script which the target language does not use."""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.core import Category, Evidence, Hit, Segment, Severity
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.detect.script.latin import latin_fragments
from mtaudit.detect.script.reasons import Explained, Reason, explain
from mtaudit.detect.script.spellings import other_spelling
from mtaudit.models import LanguageIdentifier
from mtaudit.text import SCRIPT_NAMES, count_words, has_foreign_script, language_name, scripts_of

TELLING_WORDS = 3  # fewer are a name, and a name does not tell Russian from Ukrainian


def _hits(segment: Segment, context: Context, reason: Reason, message: str) -> Iterator[Hit]:
    """Hits for one reason. `message` may name {text} ("Greek text") and {target} ("English")."""
    identifier = context.models.language
    found = explain(segment.text, segment.lang, *_rest_of_line(segment, context.document.text))
    if reason in (Reason.FRAGMENT, Reason.BRACKET, Reason.SENTENCE, Reason.ORIGINAL):
        found = (*found, *latin_fragments(segment.text, segment.lang, identifier, context.document.source_lang))
    for item in found:
        if item.reason is reason:
            text, evidence = _described(segment.text, item, identifier, context.document.source_lang)
            sentence = message.format(text=text, target=language_name(segment.lang))
            if reason is Reason.SIGNATURE:
                other = other_spelling(context.document.text, item.fragment.core.of(segment.text))
                sentence += f" The article spells it “{other}”, which does not agree." if other else ""
                evidence += (Evidence("name", other),) if other else ()
            yield Hit(item.span, sentence, severity=item.severity, evidence=evidence)


def _rest_of_line(segment: Segment, text: str) -> tuple[str, str]:
    """What stands before and after the segment on its line, at most 200 characters each; "" for plain text."""
    if not has_foreign_script(segment.text, segment.lang):
        return "", ""
    before = text[max(0, segment.span.start - 200) : segment.span.start].rpartition("\n")[2]
    return before, text[segment.span.end : segment.span.end + 200].partition("\n")[0]


def _described(
    text: str, item: Explained, identifier: LanguageIdentifier, source_lang: str
) -> tuple[str, tuple[Evidence, ...]]:
    """How to speak of the fragment ("Ukrainian text"), and what we know of it.

    A name tells its script, but not whether it is Russian or Ukrainian: that is the article's source, if known.
    """
    script = SCRIPT_NAMES[item.fragment.script]
    evidence = [Evidence("script", script)]
    fragment = item.fragment.core.of(text)
    lang = source_lang if source_lang and item.fragment.script in scripts_of(source_lang) else ""
    guess = identifier.identify(fragment)
    if not lang and guess.reliable and count_words(fragment) >= TELLING_WORDS:
        lang = guess.lang
    if lang:
        evidence.append(Evidence("language", language_name(lang)))
        script = language_name(lang)
    if item.beside:
        evidence.append(Evidence("beside", item.beside))
    return f"{script} text", tuple(evidence)


@rule(
    code="UNT101",
    name="foreign-script-fragment",
    category=Category.UNTRANSLATED,
    needs=("language",),
    severity=Severity.MAJOR,
    examples=(
        Example("en", "On our terms, but [[кожна]] every family has lost something."),
        Example("en", "The army advanced as far as the pass, but [[κανείς δεν μπορούσε να το καταλάβει.]]"),
        Example("fr", "Le ministre a déclaré que [[переговоры продолжатся]] la semaine prochaine."),
        Example("de", "Der Gipfel beginnt am Montag [[في العاصمة الأردنية عمان]] und dauert zwei Tage."),
        Example("ru", "Министр заявил, что [[the talks will go on next week]] в Женеве."),
        Example("ru", "Почти два миллиона человек получили [[booster shots]] этой осенью."),
        Example("el", "Ο υπουργός μίλησε για [[massive consequences]] και έφυγε."),
        Example("ja", "首相は記者団に対し[[переговоры продолжатся]]と述べた。"),
        Example("ja", "研究者は水槽の中で[[保存完好的鱼]]を見つけた。"),
        Example("ja", "国会は来年度予算を審議する。髙橋氏と宮﨑氏が出席した。"),
        Example("en", "The group Kathimerini (Καθημερινή) reported the talks."),
        Example("ru", "Компания Apple представила iPhone 15 Pro Max и MacBook Air."),
        Example("zh", "美国财政部（Department of the Treasury）周一表示。"),
        Example("ru", "Он работает в Bank of America и слушает Queens of the Stone Age."),
        Example("en", "Patients on a β-blocker had a median of 3 μg."),
    ),
)
def foreign_script_fragment(segment: Segment, context: Context) -> Iterator[Hit]:
    """A part of a sentence was left in the script of the source.

    Why it matters: the reader cannot read it, and the sentence has lost whatever it said.

    Silent on: names and originals beside their translation (UNT802, UNT803), addresses (UNT801), symbols (UNT804),
    whole sentences (UNT103), brackets (UNT102), signatures (UNT104); Latin names, brands and titles in any language.

    Source: script property of Unicode Standard Annex #24.
    """
    message = "{text} left untranslated inside the {target} sentence: readers cannot read what it says."
    yield from _hits(segment, context, Reason.FRAGMENT, message)


@rule(
    code="UNT102",
    name="half-translated-bracket",
    category=Category.UNTRANSLATED,
    needs=("language",),
    severity=Severity.MAJOR,
    examples=(
        Example("en", "The prime minister met the head [[(του Λιμενικού Σώματος)]] on Monday."),
        Example("en", "Investments [[(в эту область)]] in this area were up by 6%."),
        Example("es", "El presidente [[(виступаючи перед журналістами)]] pidió calma."),
        Example("en", "I don't [[（為什麼我）]] know why I chose her."),
        Example("en", "The daily Kathimerini (Καθημερινή) reported it."),
        Example("de", "Die Zeitung der Redakteure (Η Εφημερίδα των Συντακτών) berichtet."),
    ),
)
def half_translated_bracket(segment: Segment, context: Context) -> Iterator[Hit]:
    """Brackets hold a phrase that was left in the script of the source.

    Why it matters: an explanation that the author added for clarity reaches no reader.

    Silent on: a name, a title or a marked quotation in brackets beside its translation (UNT802, UNT803).

    Source: script property of Unicode Standard Annex #24.
    """
    message = "{text} left untranslated in brackets: the explanation it gives does not reach {target} readers."
    yield from _hits(segment, context, Reason.BRACKET, message)


@rule(
    code="UNT103",
    name="foreign-script-sentence",
    category=Category.NON_TRANSLATION,
    needs=("language",),
    severity=Severity.CRITICAL,
    examples=(
        Example("en", "[[Η θερμοκρασία στη Νέα Υόρκη μπορεί να φτάσει τους 27 °C την Τρίτη.]] Our forecast is good."),
        Example("en", "[[Мелкие частицы начинают вибрировать сразу.]]"),
        Example("de", "[[我不知道為什麼我會選她。]]"),
        Example("zh", "会议结束了。[[Die Wahlbeteiligung lag bei 56 Prozent.]]"),
        Example("ar", "[[The talks between the two sides will go on next week.]]"),
        Example("uk", "Сьогодні почалися переговори. Вони триватимуть два дні."),
        Example("en", "The paper is called Η Εφημερίδα in Greek."),
    ),
)
def foreign_script_sentence(segment: Segment, context: Context) -> Iterator[Hit]:
    """A whole sentence was left in the script of the source.

    Why it matters: nothing of the sentence was translated; the article cannot go out like this.

    Silent on: parts of a sentence (UNT101), signatures and captions that are only a name (UNT104).

    Source: "non-translation" of the MQM hierarchy, Freitag et al. 2021.
    """
    message = "A whole sentence was left untranslated ({text}); it needs a translation before the article goes out."
    yield from _hits(segment, context, Reason.SENTENCE, message)


@rule(
    code="UNT104",
    name="signature-in-source-script",
    category=Category.UNTRANSLATED,
    needs=("language",),
    severity=Severity.MINOR,
    examples=(
        Example("en", "– [[Михайло Подоляк]] (@Podolyak_M) February 28, 2022", severity=Severity.MINOR),
        Example("en", "Source: [[Ουκρανία]]", severity=Severity.MAJOR),
        Example("en", "By [[Ιωάννα Παπαδοπούλου]]", severity=Severity.MAJOR),
        Example("fr", "Photo : [[Сергій Коваленко]]", severity=Severity.MAJOR),
        Example("en", "– Michael Podoliak (@Podolyak_M) February 28, 2022"),
        Example("en", "He met Михайло Подоляк, Mykhailo Podolyak, on Monday."),
    ),
)
def signature_in_source_script(segment: Segment, context: Context) -> Iterator[Hit]:
    """The name under a quotation, in a byline or a credit was left in the script of the source.

    Why it matters: readers cannot tell who speaks. It is minor where a handle or the Latin form of the name on the
    same line tells it, and major where nothing does.

    Where the article spells the name in Latin letters and the two do not agree, the finding says so.

    Silent on: names inside a sentence (UNT101, UNT803).

    Source: house rule, from machine-translated news that embeds posts.
    """
    message = (
        "A name in a signature or credit was left in the script of the source ({text}): write it as {target} does."
    )
    yield from _hits(segment, context, Reason.SIGNATURE, message)


@rule(
    code="UNT801",
    name="foreign-script-address",
    category=Category.OTHER,
    needs=("language",),
    severity=Severity.NEUTRAL,
    examples=(
        Example("en", "The official website of the award: https://[[премияарсеньева.рф]]/."),
        Example("en", "It is reported by “[[Лента.ру]]” with reference to a professor."),
        Example("en", "The post was tagged #[[новини]] and seen by many."),
        Example("en", "The official website of the award is on example.com."),
        Example("en", "He said it was said. So it was."),
    ),
)
def foreign_script_address(segment: Segment, context: Context) -> Iterator[Hit]:
    """A web address, handle or hashtag is written in another script, as it must be.

    Why it matters: it does not; it is listed so that every foreign character on the page is accounted for.

    Silent on: running text after a "#" that ends in a space.

    Source: house rule.
    """
    yield from _hits(segment, context, Reason.ADDRESS, "Part of an address, handle or hashtag: right as it stands.")


@rule(
    code="UNT802",
    name="original-beside-translation",
    category=Category.OTHER,
    needs=("language",),
    severity=Severity.NEUTRAL,
    examples=(
        Example("de", "Die Zeitung der Redakteure [[(Η Εφημερίδα των Συντακτών)]] berichtet."),
        Example("en", "They chanted “Glory to Ukraine” [[(«Слава Україні»)]] on the square."),
        Example("en", "It was led by the store manager of Sukichi-Lake [[(増岡幸樹店長)]] for years."),
        Example("en", "The prime minister met the head (του Λιμενικού Σώματος) on Monday."),
        Example("en", "The area is called the East Side (Ostseite) by its people."),
    ),
)
def original_beside_translation(segment: Segment, context: Context) -> Iterator[Hit]:
    """A name, a title or a marked quotation stands in its own script beside its translation.

    Why it matters: it does not; many houses print the original once. It is listed so that an editor can decide.

    Silent on: lower-case phrases in brackets, which are half-translated text (UNT102).

    Source: house rule.
    """
    yield from _hits(
        segment, context, Reason.ORIGINAL, "{text} beside its translation: the original, given on purpose."
    )


@rule(
    code="UNT803",
    name="name-beside-latin-form",
    category=Category.OTHER,
    needs=("language",),
    severity=Severity.NEUTRAL,
    examples=(
        Example("en", "The daily Kathimerini [[(Καθημερινή)]] reported the talks."),
        Example("en", "The area of Xishuangbanna [[(西双版納)]] is in the south."),
        Example("fr", "Il a rencontré [[Михайло Подоляк]], Mykhailo Podolyak, lundi."),
        Example("en", "He met the minister (Андрій Єрмак) on Monday."),
        Example("en", "The daily Kathimerini reported the talks."),
    ),
)
def name_beside_latin_form(segment: Segment, context: Context) -> Iterator[Hit]:
    """A name stands in its own script beside the same name in Latin letters.

    Why it matters: it does not; it is listed so that an editor can decide to keep one of the two.

    Silent on: a name that no Latin form near it spells (UNT101).

    Source: agreement of letters after transliteration, see reasons.py.
    """
    yield from _hits(segment, context, Reason.NAME, "{text}: the name in its own script, beside its Latin form.")


@rule(
    code="UNT804",
    name="foreign-script-symbol",
    category=Category.OTHER,
    needs=("language",),
    severity=Severity.NEUTRAL,
    examples=(
        Example("en", "Patients on a [[β]]-blocker had a median of 3 [[μ]]g."),
        Example("en", "Spring mattress, 140[[х]]195, article 5110704."),
        Example("fr", "Une résistance de 10 k[[Ω]] suffit."),
        Example("en", "A median of 3 mg was enough."),
        Example("en", "The word και means and."),
    ),
)
def foreign_script_symbol(segment: Segment, context: Context) -> Iterator[Hit]:
    """A single letter of another script stands for a quantity, a unit, a variable or a multiplication sign.

    Why it matters: it does not; it is listed so that every foreign character on the page is accounted for.

    Silent on: single letters that replace a look-alike in a word (ENC101) or are words of their language.

    Source: house rule.
    """
    yield from _hits(segment, context, Reason.SYMBOL, "A letter used as a symbol: right as it stands.")


RULES: tuple[Rule, ...] = (
    foreign_script_fragment,
    half_translated_bracket,
    foreign_script_sentence,
    signature_in_source_script,
    foreign_script_address,
    original_beside_translation,
    name_beside_latin_form,
    foreign_script_symbol,
)
