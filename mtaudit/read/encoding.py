"""Bytes to text: byte-order mark, declared charset, UTF-8, then a guess that is always said aloud."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from mtaudit.errors import ReadError

# UTF-32 little-endian begins with the mark of UTF-16 little-endian, so it is asked first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers take these labels to mean. Source: WHATWG Encoding Standard, section 4.2.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")

CHARSET_BYTES = 1024  # browsers look for a charset in so many bytes; WHATWG HTML, section 13.2.3.2
SAMPLE_BYTES = 65_536  # enough for a guess, and bounds its time
CONTROL_SHARE = 0.01  # more control characters than this, and a guess has taken binary data for text
_WHITE_CONTROLS = "\t\n\v\f\r\x85"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text without its byte-order mark; `warning` says what was guessed ("" = nothing)."""

    text: str
    warning: str = ""


def is_codec(name: str) -> bool:
    """True where Python knows a text encoding of that name."""
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def is_wide(data: bytes, override: str) -> bool:
    """True where bytes are no units of the encoding, so that a line cannot be found before decoding."""
    name = override or next((name for mark, name in _MARKS if data.startswith(mark)), "")
    return codecs.lookup(name).name.startswith(("utf-16", "utf-32")) if name and is_codec(name) else False


def codec_of(label: str) -> str:
    """The Python codec of a charset that a page or its server names; "" where there is none."""
    name = _LABELS.get(label.lower(), label.lower())
    return name if name and is_codec(name) else ""


def declared_charset(data: bytes) -> str:
    """The charset that an HTML page declares in its first bytes, as a Python codec; "" where none is usable."""
    head = data[:CHARSET_BYTES]
    match = _CHARSET.search(head) or _XML_ENCODING.search(head)
    codec = codec_of(match[1].decode("ascii")) if match else ""
    # A page whose declaration can be read as ASCII is not UTF-16, whatever it says.
    return codec if not codec.startswith(("utf-16", "utf-32")) else ""


def decode(data: bytes, place: str, *, override: str = "", declared: str = "") -> Decoded:
    """Decode the bytes of the input at `place`. Raises ReadError where they are binary or fit no encoding.

    `override` is a codec that wins over everything; `declared` is one that the input names for itself.
    """
    if override:
        return Decoded(_strict(data, override, place).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], name, place))
    if b"\0" in data:
        raise ReadError("binary data, not text", "for UTF-16 without a byte-order mark set read.encoding", place=place)
    for name in (declared, "utf-8"):
        try:
            return Decoded(data.decode(name)) if name else Decoded(data.decode("utf-8"))
        except (UnicodeError, LookupError):
            continue
    return _guess(data, place)


def _strict(data: bytes, name: str, place: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not valid {name}"
        raise ReadError(message, "set read.encoding to the file's encoding", place=place) from None
    except (LookupError, ValueError) as error:
        raise ReadError(f"cannot be decoded as {name}: {error}", place=place) from None
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ReadError(f"is not valid {name}: half a surrogate pair", place=place)
    return text


def _guess(data: bytes, place: str) -> Decoded:
    from charset_normalizer import from_bytes

    for sample in (data[:SAMPLE_BYTES], data):
        best = from_bytes(sample).best()
        if best is None:
            continue
        try:
            text = data.decode(best.encoding)
        except (UnicodeError, LookupError):
            continue
        if not _is_text(text):
            break
        return Decoded(text, f"{place}: not UTF-8; read as {best.encoding}, which is a guess (set read.encoding)")
    raise ReadError("is not UTF-8 and fits no other encoding", "set read.encoding to the file's encoding", place=place)


def _is_text(text: str) -> bool:
    controls = sum(1 for sign in text if unicodedata.category(sign) == "Cc" and sign not in _WHITE_CONTROLS)
    return controls <= CONTROL_SHARE * len(text)
