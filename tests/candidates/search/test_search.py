"""Candidates and the palette through HTTP: who is found, why, and by whom."""

import pytest

from candidates.models import ContactPoint
from tests.factories import CandidateFactory, a_posting, an_application

pytestmark = pytest.mark.django_db
QUERIES, PALETTE = 8, 6


def asked(browser, path="/candidates/", **query) -> str:
    response = browser.get(path, query)
    assert response.status_code == 200
    return response.content.decode().replace("<mark>", "").replace("</mark>", "")


@pytest.fixture
def person(posting):
    person = CandidateFactory(full_name="Zoë-Marie Đorđević")
    ContactPoint.objects.create(
        candidate=person, kind="email", value="zoe.d@example.org", match_key="zoe.d@example.org"
    )
    ContactPoint.objects.create(candidate=person, kind="phone", value="+381 60 555 0142", match_key="+381605550142")
    an_application(posting, candidate=person)
    return person


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("zoe", "Name"),
        ("MARIE dord", "Name"),
        ("Zoë-Marie", "Name"),
        ("d@example", "E-mail"),
        ("555-0142", "Phone"),
    ],
)
def test_found_by_the_beginnings_of_names_and_by_addresses(typed, why, person, recruiter, browser_of):
    text = asked(browser_of(recruiter), q=typed)
    assert "Zoë-Marie Đorđević" in text and f'<span class="kind">{why}</span>' in text


@pytest.mark.parametrize("typed", ["rie", "100%", "_", "nobody"])
def test_nobody_is_found_by_what_is_not_there(typed, person, recruiter, browser_of):
    text = asked(browser_of(recruiter), q=typed)
    assert ("Đorđević" in text) == (typed == "_")  # punctuation alone asks for nothing


@pytest.mark.parametrize("name", ["stranger", "interviewer"])
@pytest.mark.parametrize("path", ["/candidates/", "/palette/"])
def test_nothing_foreign_is_found(name, path, person, request, browser_of):
    text = asked(browser_of(request.getfixturevalue(name)), path, q="zoe")
    assert "Đorđević" not in text


@pytest.mark.parametrize("name", ["administrator", "recruiter", "hiring_manager", "coordinator"])
@pytest.mark.parametrize("path", ["/candidates/", "/palette/"])
def test_whoever_sees_the_application_finds_the_person(name, path, person, request, browser_of):
    assert "Đorđević" in asked(browser_of(request.getfixturevalue(name)), path, q="zoe")


def test_the_choices_of_the_address(person, posting, recruiter, browser_of):
    other = a_posting(title="Data Engineer")
    browser = browser_of(recruiter)
    assert "Đorđević" in asked(browser, posting=posting.pk, kind="applied", status="active")
    assert "Nobody is found" in asked(browser, posting=other.pk)
    assert "Nobody is found" in asked(browser, posting=posting.pk, status="rejected")


def test_a_confidential_posting_is_no_choice_and_names_nobody(recruiter, browser_of):
    secret = a_posting(confidential=True, title="Head of Finance")
    an_application(secret, candidate=CandidateFactory(full_name="Secret Person"))
    for path in ("/candidates/", "/palette/"):
        text = asked(browser_of(recruiter), path, q="secret")
        assert "Secret Person" not in text and "Head of Finance" not in text


def test_the_palette_has_postings_actions_and_places(posting, recruiter, stranger, browser_of):
    text = asked(browser_of(recruiter), "/palette/")
    assert "Backend Engineer" in text and "Import postings" in text and "Outbox" in text
    text = asked(browser_of(stranger), "/palette/", q="backend")
    assert f"/postings/{posting.pk}/" not in text and "Nothing is found" in text


@pytest.mark.parametrize("path", ["/candidates/", "/palette/", "/shortcuts/"])
def test_anonymous_is_sent_to_sign_in(path, client, db):
    assert client.get(path).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("n", [5, 25])
@pytest.mark.parametrize(("path", "queries"), [("/candidates/", QUERIES), ("/palette/", PALETTE)])
def test_as_many_queries_for_many_as_for_few(
    n, path, queries, posting, recruiter, browser_of, django_assert_num_queries
):
    for number in range(n):
        an_application(posting, candidate=CandidateFactory(full_name=f"Zoe {number}"))
    browser = browser_of(recruiter)
    with django_assert_num_queries(queries):
        asked(browser, path, q="zoe")


@pytest.fixture
def names(posting):
    for name in ("Ana Lúcia Prado", "Luciana Bittencourt", "Łucja Nowak"):
        an_application(posting, candidate=CandidateFactory(full_name=name))


def people(browser, typed, **headers) -> list[str]:
    groups = dict(browser.get("/palette/", {"q": typed}, headers=headers).context["groups"])
    return [option.label for option in groups.get("Candidates", [])]


def test_who_begins_so_comes_before_who_is_also_called_so(names, recruiter, browser_of):
    assert people(browser_of(recruiter), "luc") == ["Luciana Bittencourt", "Łucja Nowak", "Ana Lúcia Prado"]
    text = asked(browser_of(recruiter), q="luc")
    assert text.index("Luciana Bittencourt") < text.index("Łucja Nowak") < text.index("Ana Lúcia Prado")


def test_a_slip_of_the_keys_finds_the_nearest(names, recruiter, browser_of):
    browser = browser_of(recruiter)
    assert people(browser, "lucana") == people(browser, "bitencourt") == ["Luciana Bittencourt"]
    text = asked(browser, q="lucana")
    assert "these names are nearly it" in text and "Luciana" in text
    assert people(browser, "xyzzy") == [] and "Nobody is found" in asked(browser, q="xyzzy")


def test_nobody_foreign_is_found_by_a_slip_either(names, stranger, browser_of):
    assert people(browser_of(stranger), "lucana") == [] and "Luciana" not in asked(browser_of(stranger), q="lucana")


def test_what_was_typed_is_marked_and_what_a_name_holds_is_escaped(posting, recruiter, browser_of):
    an_application(posting, candidate=CandidateFactory(full_name="Zoë Đorđević <i>"))
    text = browser_of(recruiter).get("/palette/", {"q": "zoe dord"}).content.decode()
    assert "<mark>Zoë</mark> <mark>Đorđ</mark>ević &lt;i&gt;" in text


def over(browser, address, **query) -> dict[str, dict[str, str]]:
    """What the palette offers over that page: address by label, of every group."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"}
    answer = browser.get("/palette/", query, headers=headers)
    return {label: {one.label: one.url for one in options} for label, options in answer.context["groups"]}


def test_over_a_card_the_palette_acts_on_it(person, posting, recruiter, interviewer, browser_of):
    application, board = person.applications.get(), f"/postings/{posting.pk}/board/"
    for address, query in ((board, {"card": application.pk}), (f"{board}{application.pk}/", {}),
                           (f"/candidates/{person.pk}/", {}), ("/", {"card": application.pk})):  # fmt: skip
        acts = over(browser_of(recruiter), address, **query)[person.full_name]
        assert {"Reject…", "Move to…", "Plan an interview", "Open the profile"} <= set(acts)
        assert acts["Reject…"].startswith(f"/applications/{application.pk}/reject/")
        assert browser_of(recruiter).get(acts["Reject…"]).status_code == 200
    assert person.full_name not in over(browser_of(recruiter), "/")
    assert person.full_name not in over(browser_of(interviewer), board, card=application.pk)
    typed = over(browser_of(recruiter), board, card=application.pk, q="plan")
    assert list(typed[person.full_name]) == ["Plan an interview"]


def test_over_a_posting_the_palette_leads_around_it(posting, recruiter, hiring_manager, stranger, browser_of):
    address = f"/postings/{posting.pk}/board/"
    assert "Stages" in over(browser_of(recruiter), address)[posting.title]
    managers = over(browser_of(hiring_manager), address)[posting.title]
    assert "Add a candidate" in managers and "Stages" not in managers
    assert posting.title not in over(browser_of(stranger), address)


@pytest.mark.parametrize("address", ["/nowhere/", "/postings/99999/board/", "/candidates/5/?application=x", "//["])
def test_over_a_page_that_is_none_the_palette_offers_the_rest(address, recruiter, browser_of):
    assert {"Do", "Go to"} <= set(over(browser_of(recruiter), address, card="x"))
