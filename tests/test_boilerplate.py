"""Boilerplate beyond the rules' own examples: forms, groups, near misses, batches."""

from __future__ import annotations

import pytest

from mtaudit.config import Config, RulesConfig
from mtaudit.core import Severity
from mtaudit.engine import audit
from tests.conftest import document_of

BODY = {
    "en": "The talks between the two sides ended late on Monday.",
    "de": "Die Gespräche zwischen den beiden Seiten endeten am Montag.",
    "fr": "Les discussions entre les deux parties ont pris fin lundi.",
    "es": "Las conversaciones entre las dos partes terminaron el lunes.",
    "it": "I colloqui tra le due parti sono finiti lunedì.",
    "pt": "As conversas entre as duas partes terminaram na segunda-feira.",
}
CALLS = [
    ("en", "Follow us on Twitter and Facebook"),
    ("en", "Follow The Example on Google News and get the latest news"),
    ("en", "Join our Telegram channel"),
    ("en", "Subscribe to our YouTube channel"),
    ("en", "Sign up for our daily newsletter"),
    ("en", "Share this article"),
    ("en", "Share on WhatsApp"),
    ("en", "Read more: Ten dead in the capital"),
    ("en", "See also: What we know so far"),
    ("en", "READ ALSO: Ten dead in the capital"),
    ("en", "» Read more"),
    ("en", "Click here to read the whole story"),
    ("en", "Related articles:"),
    ("en", "All rights reserved."),
    ("en", "© 2022 Example Media"),
    ("en", "Reading time: 3 minutes"),
    ("en", "Comments (12)"),
    ("en", "Leave a comment"),
    ("en", "Advertisement"),
    ("en", "and be the first to know all the news"),
    ("en", "Download our free app"),
    ("de", "Folgen Sie uns auf Instagram"),
    ("de", "Abonnieren Sie unseren Newsletter"),
    ("de", "Lesen Sie auch: Zehn Tote in der Hauptstadt"),
    ("de", "Artikel teilen"),
    ("de", "Mehr zum Thema:"),
    ("de", "Alle Rechte vorbehalten"),
    ("fr", "Abonnez-vous à notre newsletter"),
    ("fr", "Suivez toute l’actualité sur Facebook"),
    ("fr", "Lire aussi : Dix morts dans la capitale"),
    ("fr", "Partager cet article"),
    ("fr", "Tous droits réservés"),
    ("es", "Suscríbete a nuestro boletín"),
    ("es", "Sigue toda la información en Twitter"),
    ("es", "Lea también: Diez muertos en la capital"),
    ("es", "Te puede interesar:"),
    ("es", "Todos los derechos reservados"),
    ("it", "Seguici su Facebook"),
    ("it", "Riproduzione riservata"),
    ("pt", "Siga-nos no Instagram"),
    ("pt", "Saiba mais:"),
]
NEWS = [
    ("en", "Follow-up talks were held on Facebook, the minister said on Monday."),
    ("en", "Facebook said it would join Google News in paying publishers."),
    ("en", "Share prices rose on Monday after the talks."),
    ("en", "Read the letter twice, the judge told the jury."),
    ("en", "Readers of the newsletter were told to sign up again."),
    ("en", "Comments by the minister were shared on Twitter."),
    ("en", "Copyrighted songs were removed from YouTube."),
    ("en", "Like the mayor, he was first to know of it."),
    ("en", "Related charges were dropped."),
    ("en", "More on this will be known tomorrow."),
    (
        "en",
        "Sources: the ministry knows nothing of it, and those who were there will not speak of it to anyone.",
    ),
    ("de", "Folgen der Pandemie zeigt Facebook nun in Zahlen."),
    ("de", "Teilen fällt schwer, sagte der Minister auf Twitter."),
    ("de", "Anzeige wurde am Montag erstattet."),
    ("fr", "Suivant son exemple, il publie sur Facebook."),
    ("fr", "Partager le pouvoir ne suffit plus, dit-il."),
    ("es", "Sigue la guerra y nadie en Facebook habla de ella."),
    ("es", "Compartir el poder no basta, dijo."),
]


def found(text: str, lang: str) -> list[tuple[str, Severity]]:
    report = audit([document_of(text, lang)], Config(rules=RulesConfig(select=("BOI101",))))
    return [(finding.quote, finding.severity) for finding in report.findings]


@pytest.mark.parametrize(("lang", "line"), CALLS)
def test_calls(lang: str, line: str) -> None:
    wanted = [(line, Severity.MINOR)]
    assert found(f"{BODY[lang]}\n{line}", lang) == wanted
    assert found(f"{BODY[lang]}\n\n{line}\n\n{BODY[lang]}", lang) == wanted


@pytest.mark.parametrize(("lang", "line"), NEWS)
def test_news_about_platforms(lang: str, line: str) -> None:
    assert found(f"{BODY[lang]}\n{line}\n{BODY[lang]}", lang) == []


@pytest.mark.parametrize(
    "line", ["Photo: Getty Images", "Source: Reuters", "Photo by: A. Person/AP", "Image © Example"]
)
def test_credits_are_neutral(line: str) -> None:
    assert [severity for _, severity in found(f"{BODY['en']}\n{line}", "en")] == [Severity.NEUTRAL]


def test_neighbouring_lines_are_one_finding() -> None:
    text = f"{BODY['en']}\nFollow us on Facebook\n\nRead also: Ten dead\n{BODY['en']}\nShare this article"
    assert [quote for quote, _ in found(text, "en")] == [
        "Follow us on Facebook\n\nRead also: Ten dead",
        "Share this article",
    ]


def test_other_languages_are_left_alone() -> None:
    assert found("Follow us on Facebook", "el") == found("Follow us on Facebook", "") == []


def batch(*texts: str) -> list[list[str]]:
    documents = [document_of(text, "en", id=f"d{index}") for index, text in enumerate(texts)]
    report = audit(documents, Config(rules=RulesConfig(select=("BOI102",))))
    return [[finding.quote for finding in audited.findings] for audited in report.documents]


LINE = "Your window on the wide world"
ARTICLES = (
    "The talks ended late on Monday.\nNobody spoke to reporters.",
    "A storm killed nine people in Spain.\nTeams search the villages.",
    "Apple sold fewer phones this quarter.\nIts shares fell sharply.",
)


def test_a_line_that_ends_every_article() -> None:
    assert batch(*(f"{article}\n{LINE}" for article in ARTICLES)) == [[LINE]] * 3


def test_two_articles_are_too_few() -> None:
    assert batch(*(f"{article}\n{LINE}" for article in ARTICLES[:2])) == [[]] * 2


def test_versions_of_one_article_are_one_article() -> None:
    texts = [f"{ARTICLES[0]} {word} it was late.\n{LINE}" for word in ("Indeed", "Surely", "Truly", "Really")]
    assert batch(*texts) == [[]] * 4


def test_headings_and_first_lines_may_repeat() -> None:
    assert batch(*(f"{article}\nBackground" for article in ARTICLES)) == [[]] * 3
    long = "\nMore was said.\nMuch was seen.\nThen it rained.\nThen it snowed."
    assert batch(*(f"{LINE}\n{article}{long}" for article in ARTICLES)) == [[]] * 3
