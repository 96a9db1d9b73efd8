"""Two people at one pipeline, and a stage retired while somebody is moved into it."""

from functools import partial

import pytest
from django.db import IntegrityError

from candidates.actions import edit_in_list
from candidates.models import Application, EndReason
from candidates.moves import actions
from postings.pipelines import editing
from postings.pipelines.actions import ensure_default_template
from postings.pipelines.models import Stage, TemplateStage
from recruiting.web.refusals import Refusal
from tests.concurrency.test_locks import rival, unlocked  # noqa: F401
from tests.factories import UserFactory, a_reason

pytestmark = pytest.mark.django_db(transaction=True)


def two_add_a_stage(rival, template):  # noqa: F811
    one, other = UserFactory(), UserFactory()

    def add(by, name):
        editing.add_template_stage(template, {"name": name, "kind": "interview"}, by=by)

    rival.comes_after(editing, "_last", lambda: add(other, "Second"))
    return lambda: add(one, "First")


def test_two_added_stages_get_two_positions(rival):  # noqa: F811
    template = ensure_default_template()
    two_add_a_stage(rival, template)()
    rival.result()
    assert rival.waited
    added = template.stages.filter(name__in=["First", "Second"]).order_by("position")
    assert list(added.values_list("name", "position")) == [("First", 7), ("Second", 8)]


def test_without_the_lock_the_second_position_is_taken(rival, unlocked):  # noqa: F811
    unlocked((editing, "hold_template"))
    with pytest.raises(IntegrityError, match="template_stage_position_is_one"):
        two_add_a_stage(rival, ensure_default_template())()
    assert TemplateStage.objects.filter(name__in=["First", "Second"]).count() == 1


def test_a_stage_that_somebody_was_just_moved_into_is_not_retired(rival, application, administrator):  # noqa: F811
    stage = application.posting.stages.get(position=2)
    rival.comes_before(Stage, "save_edit", lambda: actions.advance(application.pk, version=1, by=administrator))
    with pytest.raises(Refusal, match="just moved into this stage"):
        editing.retire_stage(stage, seen=stage.revision, by=administrator)
    assert Application.objects.get(pk=application.pk).stage == stage
    assert Stage.objects.get(pk=stage.pk).retired_at is None


def test_a_reason_gets_no_other_status_while_somebody_is_ended_by_it(rival, application, administrator):  # noqa: F811
    reason = a_reason()
    end = partial(actions.reject, application.pk, reason_id=reason.pk, version=1, by=administrator)
    rival.comes_before(EndReason, "save_edit", end)
    with pytest.raises(Refusal, match="its status stays"):
        edit_in_list(reason, seen=reason.revision, changes={"status": "withdrawn"}, by=administrator)
    assert EndReason.objects.get(pk=reason.pk).status == "rejected"


def test_nobody_is_ended_by_a_reason_that_was_just_given_another_status(rival, application, administrator):  # noqa: F811
    reason = a_reason()
    edit = partial(edit_in_list, reason, seen=reason.revision, changes={"status": "withdrawn"}, by=administrator)
    rival.comes_before(actions, "write_move", edit)
    with pytest.raises(Refusal, match="gives another status"):
        actions.reject(application.pk, reason_id=reason.pk, version=1, by=administrator)
    assert Application.objects.get(pk=application.pk).status == "active"
