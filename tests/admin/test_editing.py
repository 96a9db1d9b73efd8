"""An edit writes what was changed, if nobody saved meanwhile, and says why."""

from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse

from candidates.models import Candidate, ContactPoint, EndReason, Source
from postings.models import Posting
from tests.factories import CandidateFactory, an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(administrator, browser_of):
    return browser_of(administrator)


@pytest.fixture
def candidate(db):
    return CandidateFactory(full_name="Ana Lima", headline="Engineer", location="Porto")


def address(row, what="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{what}", args=[row.pk])


def opened(browser, row) -> dict[str, str]:
    """What the page's form holds, as a browser would send it."""
    form = browser.get(address(row)).context["adminform"].form
    sent = {}
    for field in form:
        value = field.value()
        widget = field.field.widget
        if hasattr(widget, "decompress"):
            parts = widget.decompress(value)
            sent |= {f"{field.html_name}_{n}": "" if part is None else str(part) for n, part in enumerate(parts)}
        elif isinstance(value, bool):
            sent |= {field.html_name: "on"} if value else {}
        else:
            sent[field.html_name] = "" if value is None else value
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = sent[field.html_name]
    for formset in browser.get(address(row)).context["inline_admin_formsets"]:
        management = formset.formset.management_form
        sent |= {management.add_prefix(name): value for name, value in management.initial.items()}
    return sent


def test_what_changed_is_written_and_the_revision_raised(browser, candidate):
    sent = {**opened(browser, candidate), "headline": "Staff engineer", "reason": "She wrote so on Monday."}
    Candidate.objects.filter(pk=candidate.pk).update(location="Braga")  # by something that raises no revision
    assert browser.post(address(candidate), {**sent, "location": "Braga"}).status_code == 302
    candidate.refresh_from_db()
    assert (candidate.headline, candidate.location, candidate.revision) == ("Staff engineer", "Braga", 2)


def test_the_history_says_who_through_which_door_and_why(browser, candidate, administrator):
    sent = {**opened(browser, candidate), "headline": "Staff engineer", "reason": "She wrote so on Monday."}
    browser.post(address(candidate), sent)
    record = Candidate.pgh_event_model.objects.get(pgh_obj=candidate, pgh_label="update")
    context = record.pgh_context
    assert (context["user"], context["door"], context["reason"]) == (administrator.pk, "admin", sent["reason"])


def test_without_a_reason_nothing_is_written(browser, candidate):
    sent = {**opened(browser, candidate), "headline": "Staff engineer", "reason": " "}
    answer = browser.post(address(candidate), sent)
    assert list(answer.context["adminform"].form.errors) == ["reason"]
    candidate.refresh_from_db()
    assert (candidate.headline, candidate.revision) == ("Engineer", 1)


def test_saved_meanwhile_shows_both_values_and_saving_again_is_deliberate(browser, candidate):
    sent = {**opened(browser, candidate), "headline": "Staff engineer", "reason": "She wrote so on Monday."}
    candidate.save_edit(seen=1, changes={"headline": "Principal engineer"})

    answer = browser.post(address(candidate), sent)
    page = answer.content.decode()
    assert "Stored now: Principal engineer" in page
    assert 'value="Staff engineer"' in page
    candidate.refresh_from_db()
    assert (candidate.headline, candidate.revision) == ("Principal engineer", 2)

    again = {**sent, "seen": answer.context["adminform"].form["seen"].value()}
    assert browser.post(address(candidate), again).status_code == 302
    candidate.refresh_from_db()
    assert (candidate.headline, candidate.revision) == ("Staff engineer", 3)


@pytest.mark.django_db(transaction=True)
def test_saved_between_the_check_and_the_write_is_found_too(browser, candidate, monkeypatch):
    """The rival saves, on a connection of its own, after the form was found valid."""
    sent = {**opened(browser, candidate), "headline": "Staff engineer", "reason": "She wrote so on Monday."}
    real = Candidate.save_edit

    def rival():
        real(Candidate.objects.get(pk=candidate.pk), seen=1, changes={"headline": "Principal engineer"})
        connection.close()

    def after_a_rival(row, **how):
        thread = Thread(target=rival)
        thread.start()
        thread.join()
        real(row, **how)

    monkeypatch.setattr(Candidate, "save_edit", after_a_rival)
    answer = browser.post(address(candidate), sent)
    assert "Stored now: Principal engineer" in answer.content.decode()
    candidate.refresh_from_db()
    assert (candidate.headline, candidate.revision) == ("Principal engineer", 2)


def test_what_the_database_refuses_comes_back_with_the_form(browser, candidate):
    def point(value):
        return ContactPoint.objects.create(candidate=candidate, kind="email", value=value, match_key=value)

    point("one@example.org")
    two = point("two@example.org")
    sent = {**opened(browser, two), "value": "One@example.org", "reason": "He told us on the phone."}
    answer = browser.post(address(two), sent)
    assert "contact_point_is_once_a_person" in answer.content.decode()
    assert 'value="One@example.org"' in answer.content.decode()
    two.refresh_from_db()
    assert two.value == "two@example.org"


def test_a_contact_point_keeps_its_match_key(browser, candidate):
    point = ContactPoint.objects.create(
        candidate=candidate, kind="email", value="a@example.org", match_key="a@example.org"
    )
    browser.post(address(point), {**opened(browser, point), "value": "Ana@Example.org", "reason": "A typing error."})
    point.refresh_from_db()
    assert (point.value, point.match_key) == ("Ana@Example.org", "ana@example.org")


def test_where_an_application_stands_is_not_in_the_form(browser, application):
    before = (application.stage_id, application.status, application.version, application.opening_id)
    other = application.posting.stages.get(position=4)
    forged = {"stage": other.pk, "status": "hired", "version": 7, "opening": application.posting.openings.first().pk}
    agency = Source.objects.get(name="Agency")
    sent = {**opened(browser, application), **forged, "source": agency.pk, "reason": "The agency sent proof."}
    assert browser.post(address(application), sent).status_code == 302
    application.refresh_from_db()
    assert (application.stage_id, application.status, application.version, application.opening_id) == before
    assert (application.source, application.revision) == (agency, 2)


def test_a_posting_remembers_what_a_person_set_and_keeps_its_status(browser, posting):
    sent = {**opened(browser, posting), "seniority": "senior", "status": "closed", "reason": "The manager said so."}
    answer = browser.post(address(posting), sent)
    assert answer.status_code == 302, answer.context["errors"]
    posting.refresh_from_db()
    assert (posting.seniority, posting.edited_fields, posting.status) == ("senior", ["seniority"], Posting.Status.OPEN)


def test_the_lists_can_be_added_to(browser):
    sent = {"name": "Did not pass the check", "status": "rejected", "position": 9}
    assert browser.post(reverse("admin:candidates_endreason_add"), sent).status_code == 302
    assert EndReason.objects.filter(name=sent["name"], status="rejected").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_outside_of_a_test_transaction(browser, administrator):
    application = an_application(by=administrator)
    sent = {**opened(browser, application), "pay_currency": "EUR", "reason": "She wrote so on Monday."}
    assert browser.post(address(application), sent).status_code == 302
    application.refresh_from_db()
    assert application.pay_currency == "EUR"
