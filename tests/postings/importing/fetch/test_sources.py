"""Any page of a board leads to its API."""

import pytest

from postings.importing.fetch.sources import FEED, Source, source_of

GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"
LEVER = "https://api.lever.co/v0/postings/acme?mode=json"
ASHBY = "https://api.ashbyhq.com/posting-api/job-board/acme?includeCompensation=true"
SMART = "https://api.smartrecruiters.com/v1/companies/Acme1/postings"
WORKABLE = "https://apply.workable.com/api/v1/widget/accounts/acme?details=true"
RECRUITEE = "https://acme.recruitee.com/api/offers"
TEAMTAILOR = "https://acme.teamtailor.com/jobs.json"
PERSONIO = "https://acme.jobs.personio.de/xml"

PASTED = [
    ("https://boards.greenhouse.io/acme/jobs/123?gh_src=x", "greenhouse", "acme", GREENHOUSE),
    ("boards.greenhouse.io/acme", "greenhouse", "acme", GREENHOUSE),
    ("  https://job-boards.greenhouse.io/acme#open  ", "greenhouse", "acme", GREENHOUSE),
    ("https://boards.greenhouse.io/embed/job_board?for=acme", "greenhouse", "acme", GREENHOUSE),
    ("https://boards.greenhouse.io/embed/job_board/js?for=acme", "greenhouse", "acme", GREENHOUSE),
    ("https://boards.greenhouse.io/embed/job_app?token=12&for=acme", "greenhouse", "acme", GREENHOUSE),
    ("https://boards-api.greenhouse.io/v1/boards/acme/jobs", "greenhouse", "acme", GREENHOUSE),
    ("https://job-boards.eu.greenhouse.io/acme/jobs/1", "greenhouse", "acme", GREENHOUSE.replace("api.", "api.eu.")),
    ("https://jobs.lever.co/acme", "lever", "acme", LEVER),
    ("jobs.lever.co/acme/6e3f2a6c-1111-4222-8333-444455556666/apply", "lever", "acme", LEVER),
    ("https://jobs.eu.lever.co/acme/", "lever", "acme", LEVER.replace("api.", "api.eu.")),
    ("https://api.lever.co/v0/postings/acme?mode=json&skip=100", "lever", "acme", LEVER),
    ("https://jobs.ashbyhq.com/acme", "ashby", "acme", ASHBY),
    ("https://jobs.ashbyhq.com/acme/0b1c/application?utm_source=x", "ashby", "acme", ASHBY),
    ("https://jobs.ashbyhq.com/Acme%20Labs", "ashby", "Acme Labs", ASHBY.replace("acme", "Acme%20Labs")),
    ("https://api.ashbyhq.com/posting-api/job-board/acme", "ashby", "acme", ASHBY),
    ("https://careers.smartrecruiters.com/Acme1", "smartrecruiters", "Acme1", SMART),
    ("https://jobs.smartrecruiters.com/Acme1/744000-engineer", "smartrecruiters", "Acme1", SMART),
    ("https://jobs.smartrecruiters.com/oneclick-ui/company/Acme1/publication/1", "smartrecruiters", "Acme1", SMART),
    ("https://api.smartrecruiters.com/v1/companies/Acme1/postings", "smartrecruiters", "Acme1", SMART),
    ("https://apply.workable.com/acme/", "workable", "acme", WORKABLE),
    ("https://apply.workable.com/acme/j/DD136DD7E7/", "workable", "acme", WORKABLE),
    ("https://apply.workable.com/api/v1/widget/accounts/acme?details=true", "workable", "acme", WORKABLE),
    ("https://apply.workable.com/api/v3/accounts/acme/jobs", "workable", "acme", WORKABLE),
    ("https://acme.workable.com/jobs/1", "workable", "acme", WORKABLE),
    ("https://acme.recruitee.com/o/engineer", "recruitee", "acme", RECRUITEE),
    ("ACME.recruitee.com", "recruitee", "acme", RECRUITEE),
    ("https://acme.teamtailor.com/jobs/7167985-engineer", "teamtailor", "acme", TEAMTAILOR),
    ("https://acme.na.teamtailor.com/", "teamtailor", "acme.na", TEAMTAILOR.replace("acme", "acme.na")),
    ("https://career.teamtailor.com/jobs", "teamtailor", "career", TEAMTAILOR.replace("acme", "career")),
    ("https://acme.jobs.personio.de/job/12?language=de", "personio", "acme", PERSONIO),
    ("https://acme.jobs.personio.com/", "personio", "acme", PERSONIO.replace(".de", ".com")),
    ("https://acme-jobs.personio.de/xml", "personio", "acme", PERSONIO.replace(".jobs", "-jobs")),
    # ---- no board's
    ("https://feeds.example/jobs.xml", FEED, "feeds.example", "https://feeds.example/jobs.xml"),
    ("https://apply.workable.com/j/DD136DD7E7", FEED, "apply.workable.com", "https://apply.workable.com/j/DD136DD7E7"),
    ("https://www.teamtailor.com/en/", FEED, "www.teamtailor.com", "https://www.teamtailor.com/en/"),
    ("https://boards.greenhouse.io/", FEED, "boards.greenhouse.io", "https://boards.greenhouse.io/"),
    ("https://jobs.lever.co.evil.example/acme", FEED, "jobs.lever.co.evil.example", None),
    ("https://evil.example/jobs.lever.co/acme", FEED, "evil.example", None),
    ("https://acme.recruitee.com.evil.example/", FEED, "acme.recruitee.com.evil.example", None),
    ("https://evil-jobs.lever.co/acme", FEED, "evil-jobs.lever.co", None),
    ("https://jobs.lever.co@evil.example/acme", FEED, "evil.example", None),
    ("https://evil@jobs.lever.co/acme", FEED, "jobs.lever.co", None),
    ("https://jobs.lever.co/../acme", FEED, "jobs.lever.co", None),
    ("https://jobs.ashbyhq.com/a%2f..%2fb", "ashby", "a/../b", ASHBY.replace("acme", "a%2F..%2Fb")),
    ("https://[", FEED, "", None),
    ("file:///etc/passwd", FEED, "", None),
]


@pytest.mark.parametrize(("pasted", "kind", "tenant", "url"), PASTED)
def test_the_board_of_an_address(pasted, kind, tenant, url):
    assert source_of(pasted) == Source(kind, tenant, url or pasted)


def test_an_api_leads_to_itself():
    for pasted, *_ in PASTED:
        source = source_of(pasted)
        assert source_of(source.url) == source


def test_a_server_of_our_own_can_stand_for_a_board(settings):
    settings.IMPORT_BOARD_BASES = {"lever": "http://127.0.0.1:8099/"}
    assert source_of("jobs.lever.co/acme").url == "http://127.0.0.1:8099/v0/postings/acme?mode=json"
    assert source_of("jobs.ashbyhq.com/acme").url == ASHBY
