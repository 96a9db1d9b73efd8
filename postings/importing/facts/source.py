"""The board or site that the text itself names as its source, and the language of the posting's body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from postings.importing.shapes import Document, Fact
from postings.importing.words import holds, pattern

_POSTED_ON = pattern(
    r"(?:originally |first |also )?(?:posted|published|advertised|listed|found|seen)(?: originally)? (?:on|at"
    r"|via|in)|(?:originalmente )?(?:publicad|postad|anunciad)[ao](?: originalmente)? (?:em|en|no|na|por)|"
    r"(?:ursprunglich )?(?:veroffentlicht|erschienen|ausgeschrieben) (?:auf|bei|in)|(?:initialement "
    r"|d'abord )?(?:publiee?|parue?|diffusee?)(?: initialement)? (?:sur|par|dans)"
)
_HINTS = ("post", "publi", "advert", "anuncia", "list", "found", "seen", "offentlich", "erschien", "schrieben",
          "paru", "diffus")  # fmt: skip
_LABEL = re.compile(
    r"source|fonte|fuente|quelle|job board|(?:.* )?(?:originally|originalmente|ursprunglich"
    r"|initialement)(?: \w+){1,2}|via|kalla|origem|origen"
)
_VIA = re.compile(r"^via (?P<name>[A-Z][\w .&-]{2,40}?)(?=\s+https?:|\s*$)")
_SITE = re.compile(r"\s*:?\s*(?P<name>[A-Z][\w.&-]+(?: [A-Z][\w.&-]+){0,2}|[\w-]+\.\w{2,})")
_APPLY = re.compile(r"\b(?:apply|click|candidat\w+|postul\w+|bewerb\w+)\b")
_MAIL = re.compile(r"\S+@\S+")
_NO_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|#\w+|\d+")
_PLAUSIBLE = ["en", "pt", "es", "de", "fr", "it", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro",
"ca", "gl", "el", "tr", "ru", "uk", "bg", "hr",
              "sl", "lt", "lv", "et", "ja", "zh", "ko", "ar", "he", "vi", "id", "th", "hi"]  # fmt: skip


def read_source(document: Document) -> list[Fact]:
    return list(_sources(document))[:1]


def _sources(document: Document) -> Iterator[Fact]:
    for line in document.body:
        if (
            line.label
            and (_LABEL.fullmatch(line.label) or _POSTED_ON.search(line.label))
            and len(line.value.split()) <= 6
        ):
            name = line.value.strip(" .")
            yield document.fact("source", _site(name), line, line.value_at, line.value_at + len(name), 0.9)
        elif holds(line.folded, _HINTS) and (posted := _POSTED_ON.search(line.folded)):
            if site := _SITE.match(line.text, posted.end()):
                yield document.fact("source", _site(site["name"].strip(".")), line, *site.span("name"), 0.85)
        elif via := _VIA.match(line.text):
            yield document.fact("source", via["name"].strip(), line, *via.span("name"), 0.8)
    yield from _linked_title(document)


def _linked_title(document: Document) -> Iterator[Fact]:
    """A title that is a link, and an apply link on the same host: the page is that site's copy."""
    first = next((line for line in document.body if line.kind == "heading"), None)
    if first is None or not first.links:
        return
    host = _host(first.links[0][2])
    for line in document.body[1:]:
        for start, end, url in line.links:
            if host and _host(url) == host and _APPLY.search(line.folded):
                yield document.fact("source", host, line, start, end, 0.6)
                return


def _site(name: str) -> str:
    return _host(name) or name if name.startswith("http") else name


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@cache
def _identifier() -> Any:
    """py3langid's model takes half a second to load: once a process, and not before it is needed."""
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_PLAUSIBLE)
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc, dtype=np.float32)  # as it is asked: by rows
    return identifier


def _sample(body: str, pieces: int = 12, size: int = 60) -> str:
    """Evenly from the whole: a company's English paragraph on top is not the language, and the model is slow."""
    if len(body) <= pieces * size:
        return body
    step = (len(body) - size) // (pieces - 1)
    return " ".join(body[at * step : at * step + size] for at in range(pieces))


def _without_names(body: str) -> str:
    if "@" in body:
        body = _MAIL.sub(" ", body)
    return _NO_LANGUAGE.sub(" ", body)


def read_posting_language(document: Document) -> list[Fact]:
    """Of the body: headings, labels and a forwarding site's lines are often in another language."""
    lines = [
        line
        for line in document.body
        if line.kind in ("text", "bullet") and not line.label and line.section not in ("source", "meta")
    ]
    if sum(len(line.text) for line in lines) < 60:
        lines = [line for line in document.body if line.section != "source" and line.text]
    body = _without_names(_sample(" ".join(line.text for line in lines)))
    if len(body.split()) < 4:
        return []
    language, probability = _identifier().classify(body)
    longest = max(lines, key=lambda line: len(line.text))
    if probability < 0.5:
        return []
    ends = len(longest.text) if len(longest.text) <= 120 else longest.text.rfind(" ", 1, 120)
    return [document.fact("posting_language", language, longest, 0, max(ends, 1), round(float(probability), 2))]
