"""Where the source of an article stands: at an address made from the article's own, or at one that its page names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urljoin, urlsplit

from mtaudit.errors import ConfigError, did_you_mean
from mtaudit.read.languages import CODES, normal

PLACEHOLDERS = ("lang", "scheme", "host", "path", "rest", "slug", "id")
NONE, HREFLANG = "none", "hreflang"
_FIELD = re.compile(r"\{([^{}]*)\}")


def check_template(template: str) -> None:
    """Raise ConfigError where `feed.source_url` is neither "none", "hreflang" nor a URL of known placeholders."""
    if template in ("", NONE, HREFLANG):
        return
    for name in _FIELD.findall(template):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            hint = did_you_mean(name, PLACEHOLDERS, f"placeholders: {known}", like=0.5, written="{{{}}}".format)
            raise ConfigError(f"--source-url: unknown placeholder {{{name}}}", hint)
    if not template.lower().startswith(("http://", "https://", "{scheme}://")):
        hint = 'such as "https://{host}/{lang}/{slug}", "hreflang" or "none"'
        raise ConfigError(f"--source-url: {template!r} is no address", hint)


def from_template(template: str, url: str, id: str, lang: str) -> str:
    """The address of the source of the article at `url`.

    {path} is the path of `url` without its first slash, {rest} the same without a language at its beginning, {slug}
    its last part, {id} the article's guid, {lang} the source language.
    """
    parts = urlsplit(url)
    path = parts.path.lstrip("/")
    first, _, rest = path.partition("/")
    values = {
        "lang": lang,
        "scheme": parts.scheme,
        "host": parts.netloc,
        "path": path,
        "rest": rest if normal(first) in CODES else path,
        "slug": path.rstrip("/").rpartition("/")[2],
        "id": quote(id, safe=""),
    }
    return _FIELD.sub(lambda match: values[match[1]], template)


def from_alternates(alternates: Mapping[str, str], base: str, own: str, wanted: str) -> tuple[str, str]:
    """(language, address) of the source among a page's addresses in other languages; ("", "") where none is sure.

    `own` is the language of the article, `wanted` that of the source ("" = not known: then a single other one is it).
    """
    others: dict[str, str] = {}
    for tag, address in alternates.items():
        lang = normal(tag) if tag.lower() != "x-default" else ""
        if lang and lang != own and urljoin(base, address) != base:
            others.setdefault(lang, urljoin(base, address))
    if wanted:
        return (wanted, others[wanted]) if wanted in others else ("", "")
    return next(iter(others.items())) if len(others) == 1 else ("", "")
