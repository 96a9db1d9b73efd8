"""A posting's own pages through HTTP."""

from datetime import UTC, datetime

import pytest

from candidates.moves import actions as moves
from postings.models import Advert, Opening, Posting, TeamMember
from postings.pipelines.models import PipelineTemplate
from recruiting.outbox.models import Event
from recruiting.people.models import Role, User
from tests.factories import UserFactory, a_posting, an_application

pytestmark = pytest.mark.django_db


def url(posting, *more) -> str:
    return f"/postings/{posting.pk}/" + "".join(f"{part}/" for part in more)


def fresh(posting) -> Posting:
    return Posting.objects.get(pk=posting.pk)


def text_of(browser, path) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


# ---------------------------------------------------------------- looking


def test_the_page_shows_text_facts_openings_team_and_stages(posting, recruiter, hiring_manager, browser_of):
    Posting.objects.filter(pk=posting.pk).update(
        description="# About\n\nWe **build** ledgers.", location="Lisbon", pay_min=4000, pay_currency="EUR"
    )
    hired = an_application(posting)
    moves.hire(hired.pk, version=1, by=recruiter)
    text = text_of(browser_of(recruiter), url(posting))
    for words in ("<h2>About</h2>", "<strong>build</strong>", "Lisbon", "EUR from 4,000", "not stated"):
        assert words in text
    assert hired.candidate.full_name in text and text.count("Free") == 1
    assert hiring_manager.name in text and "2 working days" in text


def test_when_an_advert_was_seen_is_told_by_the_readers_calendar(posting, recruiter, browser_of):
    User.objects.filter(pk=recruiter.pk).update(time_zone="Asia/Tokyo")
    seen = datetime(2026, 3, 31, 20, tzinfo=UTC)
    Advert.objects.create(posting=posting, source_kind="paste", external_id="x", title="Cook", last_seen_at=seen)
    assert "1 Apr 2026" in text_of(browser_of(recruiter), url(posting))


def test_pasted_markup_does_nothing(posting, recruiter, browser_of):
    wild = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=y>\n\n[ok](https://example.org)"
    Posting.objects.filter(pk=posting.pk).update(description=wild)
    text = text_of(browser_of(recruiter), url(posting))
    assert "<script>alert" not in text and "<img" not in text and 'href="javascript' not in text
    assert 'href="https://example.org" rel="noopener nofollow"' in text


def test_an_interviewer_sees_the_posting_but_not_who_was_hired(posting, recruiter, interviewer, browser_of):
    hired = an_application(posting)
    moves.hire(hired.pk, version=1, by=recruiter)
    text = text_of(browser_of(interviewer), url(posting))
    assert hired.candidate.full_name not in text and "Somebody" in text
    for words in ("Edit", "Close…", "Add one", "Add a colleague", "Remove"):
        assert words not in text


def test_the_page_makes_one_number_of_queries(posting, recruiter, browser_of, django_assert_num_queries):
    browser = browser_of(recruiter)
    browser.get(url(posting))
    for count in (3, 20):
        for number in range(count):
            TeamMember.objects.create(posting=posting, user=UserFactory(), role="interviewer")
            Opening.objects.create(posting=posting, number=100 * count + number)
        with django_assert_num_queries(9):
            browser.get(url(posting))


# ---------------------------------------------------------------- making


def new_posting(**more) -> dict:
    return {"title": "Data Engineer", "openings": 3, "template": PipelineTemplate.objects.get().pk, **more}


def test_a_draft_by_hand(posting, recruiter, browser_of):
    response = browser_of(recruiter).post("/postings/new/", new_posting(department="Data", description="Words"))
    made = Posting.objects.get(title="Data Engineer")
    assert response.headers["Location"] == url(made)
    assert (made.status, made.department, made.openings.count(), made.stages.count()) == ("draft", "Data", 3, 6)
    assert made.team.get().user == recruiter


def test_wrong_input_keeps_what_was_typed(posting, recruiter, browser_of):
    response = browser_of(recruiter).post("/postings/new/", new_posting(title="", openings=0, location="Lisbon"))
    assert response.status_code == 422 and 'value="Lisbon"' in response.content.decode()
    assert Posting.objects.count() == 1


def test_who_may_create(posting, hiring_manager, interviewer, browser_of, client):
    assert browser_of(interviewer).get("/postings/new/").status_code == 403
    assert browser_of(interviewer).post("/postings/new/", new_posting()).status_code == 403
    assert client.post("/postings/new/", new_posting()).headers["Location"].startswith("/account/login/")
    assert Posting.objects.count() == 1
    assert browser_of(hiring_manager).post("/postings/new/", new_posting()).status_code == 302
    made = Posting.objects.get(title="Data Engineer")
    assert browser_of(hiring_manager).get(url(made, "edit")).status_code == 200, "their own draft"


# ---------------------------------------------------------------- editing


def edit(posting, **more) -> dict:
    return {"revision": posting.revision, "title": posting.title, **more}


def test_an_edit_says_which_fields_a_person_set(posting, recruiter, browser_of):
    response = browser_of(recruiter).post(url(posting, "edit"), edit(posting, location="Porto", description="a\r\nb"))
    now = fresh(posting)
    assert response.headers["Location"] == url(posting)
    assert (now.location, now.description, now.revision) == ("Porto", "a\nb", posting.revision + 1)
    assert now.edited_fields == ["description", "location"]
    assert Event.objects.get(topic="posting.edited").payload == {"fields": ["description", "location"]}


def test_an_edit_of_nothing_writes_nothing(posting, recruiter, browser_of):
    browser_of(recruiter).post(url(posting, "edit"), edit(posting))
    assert fresh(posting).revision == posting.revision and not Event.objects.filter(topic="posting.edited").exists()


def test_edited_meanwhile_shows_both_and_loses_nothing(posting, recruiter, administrator, browser_of):
    browser_of(administrator).post(url(posting, "edit"), edit(posting, location="Porto", title=posting.title))
    browser = browser_of(recruiter)
    response = browser.post(url(posting, "edit"), edit(posting, location="Faro", description="mine"))
    text = response.content.decode()
    assert response.status_code == 409 and '<b class="bad">Not saved.</b>' in text
    assert "<dt>Location</dt><dd>Porto</dd>" in text and 'value="Faro"' in text and "mine</textarea>" in text
    assert f'name="revision" value="{posting.revision + 1}"' in text
    assert (fresh(posting).location, fresh(posting).description) == ("Porto", "")
    browser.post(url(posting, "edit"), edit(fresh(posting), location="Faro", description="mine"))
    assert (fresh(posting).location, fresh(posting).description) == ("Faro", "mine")


def test_a_rival_between_reading_and_writing_is_seen_too(posting, recruiter, browser_of, monkeypatch):
    from postings import actions

    real = actions.edit_posting

    def after_a_rival(posting_id, **how):
        Posting.objects.get(pk=posting_id).save_edit(seen=posting.revision, changes={"location": "Porto"})
        return real(posting_id, **how)

    monkeypatch.setattr(actions, "edit_posting", after_a_rival)
    response = browser_of(recruiter).post(url(posting, "edit"), edit(posting, location="Faro"))
    text = response.content.decode()
    assert response.status_code == 409 and "<dd>Porto</dd>" in text and 'value="Faro"' in text
    assert fresh(posting).location == "Porto"


def test_pay_from_above_pay_to_is_wrong_input(posting, recruiter, browser_of):
    response = browser_of(recruiter).post(url(posting, "edit"), edit(posting, pay_min=5, pay_max=4))
    assert response.status_code == 422 and fresh(posting).pay_min is None


# ---------------------------------------------------------------- status, openings, team


def test_open_hold_resume_close_reopen_archive(administrator, recruiter, browser_of):
    posting, browser = a_posting(by=administrator, status="draft"), browser_of(recruiter)
    ways = [("open", "open"), ("hold", "on_hold"), ("resume", "open"), ("close", "closed"), ("reopen", "open")]
    for verb, status in [*ways, ("close", "closed"), ("archive", "archived"), ("unarchive", "closed")]:
        before = fresh(posting).status
        assert "<form" in text_of(browser, url(posting, verb)) and fresh(posting).status == before
        assert browser.post(url(posting, verb)).headers["Location"] == url(posting)
        assert fresh(posting).status == status


def test_a_posting_with_somebody_active_does_not_close(application, recruiter, browser_of):
    response = browser_of(recruiter).post(url(application.posting, "close"))
    assert response.status_code == 409 and "still active" in response.content.decode()
    assert fresh(application.posting).status == "open"


def test_a_way_that_does_not_exist_is_refused(posting, recruiter, browser_of):
    assert browser_of(recruiter).post(url(posting, "archive")).status_code == 409
    assert fresh(posting).status == "open"


def test_an_opening_is_added_with_its_reason(posting, recruiter, browser_of):
    path = url(posting, "openings", "new")
    assert browser_of(recruiter).post(path, {"because": ""}).status_code == 422
    assert browser_of(recruiter).post(path, {"because": "two are leaving"}).status_code == 302
    assert Opening.objects.get(posting=posting, number=3).added_because == "two are leaving"


def test_the_team_is_added_to_and_taken_from(posting, recruiter, administrator, browser_of):
    browser, path = browser_of(recruiter), url(posting, "team", "new")
    sent = {"user": recruiter.pk, "role": "recruiter", "responsible": "on"}
    assert browser.post(path, sent).status_code == 302
    assert posting.team.get(responsible=True).user == recruiter
    wrong = browser.post(path, {**sent, "role": "interviewer"})
    assert wrong.status_code == 422 and posting.team.count() == 2
    member = posting.team.get(user=recruiter)
    for _ in range(2):
        assert browser.post(url(posting, "team", member.pk, "remove")).status_code == 302
    assert list(posting.team.values_list("user", flat=True)) == [administrator.pk]


def test_who_may_only_look_changes_nothing(
    posting, hiring_manager, coordinator, interviewer, stranger, browser_of, client
):
    member = posting.team.first()
    requests = [
        (url(posting, "edit"), edit(posting, location="Porto")),
        (url(posting, "hold"), {}),
        (url(posting, "openings", "new"), {"because": "x"}),
        (url(posting, "team", "new"), {"user": stranger.pk, "role": "interviewer"}),
        (url(posting, "team", member.pk, "remove"), {}),
    ]
    before = Event.objects.count()
    for path, sent in requests:
        for user, status in ((hiring_manager, 403), (coordinator, 403), (interviewer, 403), (stranger, 404)):
            assert browser_of(user).post(path, sent).status_code == status, (path, user)
        assert client.post(path, sent).headers["Location"].startswith("/account/login/")
    assert browser_of(stranger).get(url(posting)).status_code == 404
    assert (fresh(posting).revision, fresh(posting).status) == (posting.revision, "open")
    assert (posting.openings.count(), posting.team.count(), Event.objects.count()) == (2, 4, before)


def test_a_hiring_manager_does_not_open_their_own_draft(administrator, browser_of):
    manager = UserFactory(role=Role.HIRING_MANAGER)
    draft = a_posting(by=administrator, status="draft")
    TeamMember.objects.create(posting=draft, user=manager, role="hiring_manager")
    assert browser_of(manager).post(url(draft, "open")).status_code == 403
    assert browser_of(manager).post(url(draft, "openings", "new"), {"because": "x"}).status_code == 403
    assert fresh(draft).status == "draft"
