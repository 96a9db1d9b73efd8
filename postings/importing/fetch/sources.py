"""From an address that somebody pasted to the board it belongs to: any page of a board will do, its API's too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

FEED = "feed"  # an address that belongs to no board we know; its format is sniffed


@dataclass(frozen=True)
class Source:
    """Where postings come from. `kind` and `tenant` say whose ids its ids are; `url` is what is asked first."""

    kind: str
    tenant: str
    url: str


# By kind: what its pages' addresses look like, from the host on, and its API's address. A kind may have several.
_NO_TENANT = r"(?!(?:www|api|app|apply|docs|help|support|jobs|careers|developers?)\.)"
KINDS = [
    (
        "greenhouse",
        r"(?:(?:job-)?boards|boards-api)(?P<region>\.eu)?\.greenhouse\.io/"
        r"(?:v1/boards/|embed/job_(?:board|app)(?:/js)?\?(?:.*&)?for=)?(?!v1\b|embed\b)(?P<tenant>[\w-]+)",
        "https://boards-api{region}.greenhouse.io/v1/boards/{tenant}/jobs?content=true",
    ),
    (
        "lever",
        r"(?:jobs|api)(?P<region>\.eu)?\.lever\.co/(?:v0/postings/)?(?!v0\b)(?P<tenant>\w[\w.-]*)",
        "https://api{region}.lever.co/v0/postings/{tenant}?mode=json",
    ),
    (
        "ashby",
        r"(?:jobs\.ashbyhq\.com/|api\.ashbyhq\.com/posting-api/job-board/)(?P<tenant>[\w%.+-]+)",
        "https://api.ashbyhq.com/posting-api/job-board/{tenant}?includeCompensation=true",
    ),
    (
        "smartrecruiters",
        r"(?:(?:careers|jobs)\.smartrecruiters\.com/(?:oneclick-ui/company/)?"
        r"|api\.smartrecruiters\.com/v1/companies/)(?P<tenant>[\w-]+)",
        "https://api.smartrecruiters.com/v1/companies/{tenant}/postings",
    ),
    (
        "workable",
        r"apply\.workable\.com/(?:api/v\d/(?:widget/)?accounts/)?(?!(?:j|api)(?:/|\?|$))(?P<tenant>[\w-]+)",
        "https://apply.workable.com/api/v1/widget/accounts/{tenant}?details=true",
    ),
    (
        "workable",
        _NO_TENANT + r"(?P<tenant>[\w-]+)\.workable\.com(?:/|$)",
        "https://apply.workable.com/api/v1/widget/accounts/{tenant}?details=true",
    ),
    (
        "recruitee",
        _NO_TENANT + r"(?P<tenant>[\w-]+)\.recruitee\.com(?:/|$)",
        "https://{tenant}.recruitee.com/api/offers",
    ),
    (
        "teamtailor",
        _NO_TENANT + r"(?P<tenant>[\w-]+(?:\.[\w-]+)?)\.teamtailor\.com(?:/|$)",
        "https://{tenant}.teamtailor.com/jobs.json",
    ),
    (
        "personio",
        r"(?P<tenant>[\w-]+?)(?P<between>[.-])jobs\.personio\.(?P<region>de|com)(?:/|$)",
        "https://{tenant}{between}jobs.personio.{region}/xml",
    ),
]


def source_of(address: str) -> Source:
    """The board that an address belongs to, else the address itself as a feed. Whether it may be asked at all is told
    by asking it."""
    address = address.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, query = parts.hostname or "", f"?{parts.query}" if parts.query else ""
    except ValueError:
        return Source(FEED, "", address)
    if "@" not in parts.netloc:
        for kind, pattern, api in KINDS:
            if found := re.match(pattern, f"{host}{parts.path}{query}"):
                return _board(kind, api, found)
    return Source(FEED, host, address)


def _board(kind: str, api: str, found: re.Match[str]) -> Source:
    named = {name: value or "" for name, value in found.groupdict().items()}
    named["tenant"] = unquote(named["tenant"])
    url = api.format(**{**named, "tenant": quote(named["tenant"], safe="")})
    if base := settings.IMPORT_BOARD_BASES.get(kind):
        url = base.rstrip("/") + url.removeprefix("https://" + urlsplit(url).netloc)
    return Source(kind, named["tenant"], url)
