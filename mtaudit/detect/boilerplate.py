"""Boilerplate: lines of the source's web page that were translated along with the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import regex

from mtaudit.core import Category, Document, Evidence, Hit, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import count_words

LONGEST_LINE = 16  # words; longer lines of clean news are prose, see docs/rules.md

PLATFORMS = (
    r"(?:google ?news|google|facebook|twitter|instagram|telegram|whatsapp|viber|youtube|tiktok|linkedin|pinterest|"
    r"reddit|bluesky|threads|mastodon|signal|vkontakte|vk|odnoklassniki|x|rss|e-?mail|flipboard|apple news|"
    r"social (?:media|networks?)|réseaux sociaux|redes sociales|sozialen (?:medien|netzwerken)|app store|google play)\b"
    # A platform ends the line, or a list or a purpose follows; "on Facebook they say" is news.
    r"(?=\s*(?:$|[,.!:;|/&+–—-]|(?:and|or|to|for|und|oder|um|et|ou|pour|y|e|o|para|per|e)\b))"
)

# What pages tell their readers, by language: each pattern must match at the start of a short line of its own.
# Written by us; the forms are those of the share, follow and newsletter boxes of news sites.
CALLS: dict[str, tuple[str, ...]] = {
    "en": (
        rf"(?:follow|like|join|find|add|watch|read|subscribe to) (?:(?:us|our|[\w.-]+) ){{0,4}}(?:on|at|in|"
        rf"via|to|from) (?:our )?{PLATFORMS}\b",
        r"(?:follow|join|subscribe to|sign up (?:for|to)|get|receive) (?:[\w.-]+ ){0,4}"
        r"(?:newsletters?|channel|podcast|updates?|alerts?|notifications?|page|app|"
        r"mailing list)\b(?! (?:said|has|had|is|was))",
        rf"share (?:(?:this|the) (?:article|story|post|page|news|link)|(?:it |this )?(?:on|via|to|by|"
        rf"with) {PLATFORMS})\b",
        r"(?:and )?be (?:the )?first to (?:know|learn|read|hear|get|find out)\b",
        r"(?:read|see|watch|look|view)(?: it)? (?:also|more|further|next|too)(?: (?:at|on|about|in|here|"
        r"news|stories|articles)\b|\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:also|you may also|you might also|don't miss|more) (?:read|like|on this topic|on the topic|"
        r"from [\w.]+|about this)\b\s*(?:[:>»\-–—.]|$)",
        r"(?:related|recommended|popular|most read|latest|top) (?:articles?|stories|news|posts?|topics?|"
        r"content)\b\s*(?:[:>»\-–—]|$)",
        r"(?:click|tap|press) (?:here|on the link|the link|below)\b",
        r"(?:all rights reserved|copyright\b|©|\(c\) ?\d{4})",
        r"(?:reading time|read time|time to read)\b\s*:?\s*\d",
        r"(?:leave a (?:comment|reply)|add (?:a )?comment|post a comment|comments?\s*(?:\(\d+\)|:)|(?:show|"
        r"view) (?:all )?comments)",
        r"(?:download|install|get) (?:the|our) (?:[\w.-]+ ){0,3}(?:app|application)\b",
        r"(?:advertisement|sponsored content|continue reading|loading\.{0,3}|skip to content|"
        r"listen to (?:this|the) article)\s*[:.]?$",
        r"(?:follow|find out|learn|see|read) all the (?:latest )?news\b",
    ),
    "de": (
        rf"(?:folge[nt]?|besuche[nt]?|abonniere[nt]?|lese?n?|lies|finde[nt]?) (?:(?:sie|du|uns|unseren?|"
        rf"unserem|auch|[\w.-]+) ){{0,4}}(?:auf|bei|über|via|in|per) {PLATFORMS}\b",
        r"(?:abonniere[nt]?|erhalte[nt]?|bestelle[nt]?|hole[nt]? dir|registriere[nt]?|"
        r"melde[nt]?) (?:[\w.-]+ ){0,5}(?:newsletter|kanal|podcast|push-?nachrichten|benachrichtigungen|"
        r"app)\b",
        rf"(?:(?:artikel|beitrag|seite|diesen artikel|den artikel) (?:teilen|empfehlen|drucken|kommentieren)|"
        rf"teilen(?: sie)? (?:[\w.-]+ ){{0,3}}(?:auf|über|via|per|mit) {PLATFORMS})\b",
        r"(?:und )?(?:erfahren sie|erfahre|seien sie|sei) (?:[\w.-]+ ){0,3}(?:als erste[rs]?|der erste|die ersten)\b",
        r"(?:lesen|lies|sehen) (?:sie )?(?:auch|mehr|weiter)(?: (?:dazu|hier|über|auf|bei|zum thema)\b|"
        r"\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:mehr zum thema|mehr dazu|lesetipps?|das könnte sie auch interessieren|ähnliche (?:artikel|"
        r"beiträge|themen)|meistgelesen|weiterlesen|zum thema)\b\s*(?:[:>»\-–—]|$)",
        r"(?:klicken sie|klicke|hier klicken|hier geht es)\b",
        r"(?:alle rechte vorbehalten|copyright\b|©)",
        r"(?:lesezeit|lesedauer)\b\s*:?\s*\d",
        r"(?:kommentar (?:schreiben|hinterlassen)|kommentare\s*(?:\(\d+\)|:|$))",
        r"(?:anzeige|werbung|artikel anhören|nach oben)\s*[:.]?$",
    ),
    "fr": (
        rf"(?:suivez|suis|rejoignez|retrouvez|abonnez|likez|aimez)(?:[ -](?:nous|vous|nos|notre|le|la|"
        rf"l['’]\w+|à|toute?s?|actualités?|[\w.-]+)){{0,6}} (?:sur|via|dans|à|par) (?:notre |nos |"
        rf"la chaîne )?{PLATFORMS}\b",
        r"(?:abonnez-vous|inscrivez-vous|recevez|souscrivez) (?:[\w.'’-]+ ){0,5}(?:newsletters?|"
        r"lettre d['’]information|infolettre|chaîne|podcast|alertes?|notifications)\b",
        rf"partage[zr] (?:(?:cet|l['’])\s?article|(?:[\w.-]+ ){{0,2}}(?:sur|via|par) {PLATFORMS})\b",
        r"(?:et )?soyez (?:le |la |les )?premi(?:er|ère|ers|ères) (?:à|informés?)\b",
        r"(?:lire|lisez|voir|voyez|regardez|à lire|à voir) (?:aussi|également|plus|la suite|"
        r"encore)\b(?: (?:sur|ici)\b|\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|recommandés?)|les plus lus|"
        r"pour aller plus loin|en savoir plus)\b\s*(?:[:>»\-–—]|$)",
        r"cliquez (?:ici|sur|pour)\b",
        r"(?:tous droits réservés|copyright\b|©)",
        r"temps de lecture\b\s*:?\s*\d",
        r"(?:laisse[zr] un commentaire|(?:ajouter|écrire) un commentaire|commentaires?\s*(?:\(\d+\)|:))",
        r"(?:publicité|contenu sponsorisé|écouter l['’]article|télécharge[rz] (?:notre|"
        r"l['’])\s?appli(?:cation)?)\s*[:.]?$",
    ),
    "es": (
        rf"(?:siga(?:nos)?|s[íi]guenos|sigue|síganos|únete|únase|encuéntranos|suscríbete|suscríbase)(?: (?:a|"
        rf"al|en|nos|toda|todas|la|las|los|información|noticias|nuestro|nuestra|canal|[\w.-]+)){{0,5}} (?:en|"
        rf"por|de|a|vía) {PLATFORMS}\b",
        r"(?:suscríbe(?:te|se)|suscríbase|recibe|reciba|regístrate|"
        r"apúntate) (?:[\w.-]+ ){0,5}(?:newsletters?|boletín|boletines|canal|podcast|alertas|"
        r"notificaciones)\b",
        rf"compart(?:e|a|ir) (?:(?:este|el|esta) (?:artículo|noticia|nota)|(?:[\w.-]+ ){{0,2}}(?:en|por|"
        rf"vía) {PLATFORMS})\b",
        r"(?:y )?(?:sé|sea|entérate|entérese) (?:el |la |los |de los )?primer[oa]?s? en\b",
        r"(?:lee|lea|leer|ver|vea|mira) (?:también|más|además)\b(?: (?:en|sobre|aquí)\b|\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:te puede interesar|le puede interesar|también te puede interesar|noticias relacionadas|"
        r"artículos relacionados|lo más leído|más información|más sobre este tema)\b\s*(?:[:>»\-–—]|$)",
        r"(?:haz|haga|pulse|pincha|pulsa) (?:clic|aquí)\b",
        r"(?:todos los derechos reservados|copyright\b|©)",
        r"tiempo de lectura\b\s*:?\s*\d",
        r"(?:deja (?:un|tu) comentario|(?:añadir|agregar) (?:un )?comentario|comentarios?\s*(?:\(\d+\)|:))",
        r"(?:publicidad|contenido patrocinado|escuchar artículo|descarga (?:nuestra|la) (?:app|aplicación))\s*[:.]?$",
    ),
    "it": (
        rf"(?:seguici|segui|iscriviti|unisciti|trovaci|seguiteci)(?: (?:a|al|anche|tutte|le|la|il|notizie|"
        rf"nostro|canale|[\w.-]+)){{0,5}} (?:su|via|di) {PLATFORMS}\b",
        r"(?:iscriviti|abbonati|ricevi) (?:[\w.-]+ ){0,4}(?:newsletter|canale|podcast|notifiche)\b",
        r"(?:leggi|guarda|vedi) (?:anche|tutto|altro|di più)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        rf"condividi(?: (?:l['’]articolo|questo articolo|su {PLATFORMS}))\b",
        r"(?:tutti i diritti riservati|riproduzione riservata|copyright\b|©)",
    ),
    "pt": (
        rf"(?:siga(?:-nos)?|segue-nos|acompanhe|inscreva-se|junte-se)(?: (?:a|ao|o|as|no|nos|notícias|nosso|"
        rf"canal|[\w.-]+)){{0,5}} (?:no|na|em|via|do|pelo) {PLATFORMS}\b",
        r"(?:assine|receba|inscreva-se|subscreva) (?:[\w.-]+ ){0,4}(?:newsletter|boletim|canal|podcast|notificações)\b",
        r"(?:leia|veja|saiba) (?:também|mais)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        rf"(?:compartilhe|partilhe)(?: (?:este artigo|esta notícia|no {PLATFORMS}))\b",
        r"(?:todos os direitos reservados|copyright\b|©)",
    ),
}
# Lines that name who made a picture or report: right in a newspaper, yet the editor should see that they came along.
CREDITS = {
    "en": (
        r"(?:photos?|images?|pictures?|video|source|credits?|photo credit|illustration)(?: (?:by|from|"
        r"credit|source))?\s*[:/©]"
    ),
    "de": r"(?:fotos?|bild(?:er|quelle)?|quelle|video|symbolbild)\s*[:/©]",
    "fr": r"(?:photos?|images?|crédits?(?: photo)?|source|vidéo)\s*[:/©]",
    "es": r"(?:fotos?|fotografía|imagen|imágenes|fuente|crédito|vídeo|video)\s*[:/©]",
    "it": r"(?:foto|immagine|fonte|credit[si]?|video)\s*[:/©]",
    "pt": r"(?:fotos?|imagem|fonte|crédito|vídeo)\s*[:/©]",
}
_LEAD = r"^[\s\p{Pd}*•>»►▶→|#\[(]*"
_LINE = regex.compile(r"[^\n]*\S[^\n]*")
LONGEST_CREDIT = 8  # words


@cache
def _patterns(lang: str) -> tuple[regex.Pattern[str], regex.Pattern[str]] | None:
    """Calls and credits of a language; compiled when first needed, which takes a tenth of a second each."""
    if lang not in CALLS:
        return None
    calls = f"{_LEAD}(?:{'|'.join(CALLS[lang])})"
    return regex.compile(calls, regex.IGNORECASE), regex.compile(_LEAD + CREDITS[lang], regex.IGNORECASE)


def _lines(text: str) -> list[Span]:
    """The lines with something in them, without the spaces at their edges."""
    spans = []
    for match in _LINE.finditer(text):
        left = len(match[0]) - len(match[0].lstrip())
        spans.append(Span(match.start() + left, match.start() + len(match[0].rstrip())))
    return spans


@rule(
    code="BOI101",
    name="site-boilerplate",
    category=Category.OTHER,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "The talks ended.\n[[Follow Skai.gr on Google News\nand be the first to know all the news]]"),
        Example("en", "The talks ended.\n[[Read also: Ten dead in Kharkiv]]\nThey go on tomorrow."),
        Example("en", "The talks ended.\n[[Subscribe to our newsletter\nShare on Facebook]]"),
        Example("en", "The talks ended.\n[[Photo: Getty Images]]", severity=Severity.NEUTRAL),
        Example("de", "Die Gespräche endeten.\n[[Folgen Sie uns auf Facebook\nLesen Sie auch: Zehn Tote]]"),
        Example("fr", "Les discussions ont pris fin.\n[[Suivez-nous sur Google News]]"),
        Example("es", "Las conversaciones terminaron.\n[[Síguenos en Facebook y Twitter]]"),
        Example("es", "Las conversaciones terminaron.\n[[Lee también: Diez muertos en Járkov]]"),
        Example("it", "I colloqui sono finiti.\n[[Leggi anche: Dieci morti a Kharkiv]]"),
        Example("pt", "As conversas terminaram.\n[[Leia também: Dez mortos em Kharkiv]]"),
        Example("en", "Google News said on Monday that it would follow Facebook on this.\nThe talks ended."),
        Example("en", "Share prices on Facebook fell.\nFollow the money, said the minister on Twitter."),
        Example("en", "Readers subscribe to our newsletter in great numbers, the paper said on Monday."),
        Example("de", "Folgen hat das auch für Facebook.\nDer Newsletter des Ministers wurde gelesen."),
        Example("fr", "Le ministre a partagé cet article sur Facebook."),
        Example("es", "El ministro compartió este artículo en Facebook."),
    ),
)
def site_boilerplate(document: Document, _: Context) -> Iterator[Hit]:
    """A line that belongs to the page of the source and not to the article: follow us, share, read also, subscribe.

    Why it matters: it sends readers to another site and shows that nobody looked at the text. Lines that only credit
    a picture or a source are neutral.

    Silent on: sentences that speak of a platform or a newsletter, lines of more than sixteen words, and languages
    without a table (all but English, German, French, Spanish, Italian, Portuguese).

    Source: share, follow and newsletter boxes of news sites; no such line in 851 sentences of clean news.
    """
    patterns = _patterns(document.lang)
    if patterns is None:
        return
    calls, credits = patterns
    group: list[Span] = []
    for span in (*_lines(document.text), None):
        if span and _is_call(document, span, calls):
            group.append(span)
            continue
        if group:
            message = "this is part of the source's web page, not of the article"
            yield Hit(Span(group[0].start, group[-1].end), message, 0.9)
            group = []
        if span and credits.match(span.of(document.text)) and count_words(span.of(document.text)) <= LONGEST_CREDIT:
            yield Hit(span, "a credit of the source's page", 0.8, Severity.NEUTRAL)


def _is_call(document: Document, span: Span, calls: regex.Pattern[str]) -> bool:
    line = span.of(document.text)
    return bool(calls.match(line)) and count_words(line) <= LONGEST_LINE


SAME_LINE_DOCUMENTS = 3
SAME_ARTICLE = 0.5  # share of common words from which two documents are versions of one article
TAIL_LINES = 4  # lines at the end of a document that are looked at
SHORTEST_LINE = 4  # words; shorter ones are headings that any article may have


@rule(
    code="BOI102",
    name="line-repeated-across-articles",
    category=Category.OTHER,
    severity=Severity.MINOR,
    scope="batch",
    examples=(
        Example(
            "en",
            "The talks ended late on Monday.\nNobody spoke to reporters.\n[[All about the world in one place]]\f"
            "A storm killed nine people in Spain.\nTeams search villages.\n[[All about the world in one place]]\f"
            "Apple sold fewer phones this quarter.\nIts shares fell sharply.\n[[All about the world in one place]]",
        ),
        Example(
            "en",
            "The talks ended late on Monday.\nNobody spoke to reporters there.\nThe third round begins next week\f"
            "The talks ended late Monday.\nNobody spoke to the reporters there.\nThe third round begins next week\f"
            "The talks have ended late on Monday.\nNobody spoke to reporters there.\nThe third round begins next week",
        ),
    ),
)
def line_repeated_across_articles(documents: Sequence[Document], _: Context) -> Iterator[tuple[int, Hit]]:
    """The same short line ends three or more different articles of one run.

    Why it matters: what every article of a site ends with is the site's, in whatever language and wording.

    Silent on: versions of one article by several systems, headings of fewer than four words, lines elsewhere than
    among the last four, and runs of fewer than three articles.

    Source: none needed; counted in the run itself.
    """
    places: dict[str, list[tuple[int, Span]]] = defaultdict(list)
    for index, document in enumerate(documents):
        spans = _lines(document.text)
        for span in spans[max(1, len(spans) - TAIL_LINES) :]:
            line = " ".join(span.of(document.text).casefold().split())
            if SHORTEST_LINE <= count_words(line) <= LONGEST_LINE:
                places[line].append((index, span))
    for line, found in places.items():
        if len(_different(documents, [index for index, _ in found], line)) < SAME_LINE_DOCUMENTS:
            continue
        for index, span in found:
            message = f"{len(found)} articles of this run end with this line"
            yield index, Hit(span, message, 0.8, evidence=(Evidence("articles", str(len(found)), float(len(found))),))


def _different(documents: Sequence[Document], indices: Sequence[int], line: str) -> list[int]:
    """Those of `indices` whose texts, `line` left out, are no versions of one another, up to three."""
    kept: list[int] = []
    vocabularies: list[set[str]] = []
    for index in indices:
        vocabulary = set(documents[index].text.casefold().split()) - set(line.split())
        if all(len(vocabulary & other) < SAME_ARTICLE * min(len(vocabulary), len(other)) for other in vocabularies):
            kept.append(index)
            vocabularies.append(vocabulary)
        if len(kept) == SAME_LINE_DOCUMENTS:
            break
    return kept


RULES: tuple[Rule, ...] = (site_boilerplate, line_repeated_across_articles)
