"""Every text column is known to be personal or not; and what travels carries ids alone."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from candidates.models import EndReason, Source, StageMove, Status
from candidates.moves import actions
from candidates.moves.entering import add_candidate
from candidates.moves.refusals import MovedMeanwhile
from postings import actions as postings
from postings.models import Posting, TeamMember
from recruiting.history.personal import (
    NOT_PERSONAL,
    PERSONAL,
    impersonal_columns,
    is_history,
    personal_columns,
)
from recruiting.outbox.models import Event, IdempotencyKey
from tests.factories import a_posting, a_reason
from tests.lives import a_whole_life

TEXT = (
    models.CharField, models.TextField, models.JSONField, ArrayField, models.FileField, models.BinaryField,
    models.GenericIPAddressField,
)  # fmt: skip
MODELS = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def text_columns(model) -> set[str]:
    return {field.name for field in model._meta.local_fields if isinstance(field, TEXT)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_text_column_is_in_one_list(model):
    personal, other = personal_columns(model), impersonal_columns(model)
    assert not personal & other
    # A column that is new here: put it into one of the two lists in recruiting/history/personal.py.
    assert text_columns(model) - personal - other == set()


def test_the_lists_name_nothing_that_is_not_there():
    known = {model._meta.label: {field.name for field in model._meta.local_fields} for model in MODELS}
    named = {label: PERSONAL.get(label, set()) | NOT_PERSONAL.get(label, set()) for label in {*PERSONAL, *NOT_PERSONAL}}
    assert {
        label: names - known.get(label, set()) for label, names in named.items() if names - known.get(label, set())
    } == {}


def test_a_history_table_is_as_personal_as_what_it_records():
    recorded = [model for model in MODELS if is_history(model)]
    assert len(recorded) > 10
    for model in recorded:
        assert personal_columns(model) - {"pgh_context"} == personal_columns(model.pgh_tracked_model)


# ---------------------------------------------------------------- what travels

WORDS = {
    *Status.values, *StageMove.Kind.values, *Posting.Status.values, *TeamMember.Role.values,
}  # fmt: skip


def leaves(value: object):
    """Every value inside, with the names of keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            assert isinstance(name, str) and name.isidentifier()
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def is_an_id_or_a_known_word(value: object) -> bool:
    return value is None or isinstance(value, int) or value in WORDS


@pytest.mark.django_db
def test_events_of_a_whole_life_hold_ids_and_known_words(administrator):
    application = a_whole_life(administrator, note="Zora Quill told us")
    with pytest.raises(MovedMeanwhile):
        actions.advance(application.pk, version=1, by=administrator)
    actions.correct_time(
        application.moves.get(number=1).pk,
        new_at=application.moved_at.replace(year=2020),
        by=administrator,
        reason="Zora Quill wrote earlier",
    )
    posting = a_posting(by=administrator, status="draft")
    postings.change_status(posting.pk, to="open", by=administrator)
    postings.add_opening(posting.pk, because="Zora Quill leaves", by=administrator)
    postings.set_team_member(posting, user=administrator, role="recruiter", responsible=True, by=administrator)
    payloads = list(Event.objects.values_list("payload", flat=True))
    assert len(payloads) > 20
    assert [leaf for payload in payloads for leaf in leaves(payload) if not is_an_id_or_a_known_word(leaf)] == []


@pytest.mark.django_db
def test_the_result_kept_for_a_key_holds_ids(posting, administrator):
    person = {"full_name": "Zora Quill", "contact_points": [("email", "zora@example.org")]}
    source = Source.objects.get(name="Referral")
    add_candidate(posting, by=administrator, key="k", person=person, source=source, note="Zora is good")
    kept = IdempotencyKey.objects.get()
    assert [leaf for leaf in leaves(kept.result) if not isinstance(leaf, int)] == []
    assert kept.result != {} and "Zora" not in f"{kept.key}{kept.action}{kept.body_hash}{kept.result}"


@pytest.mark.django_db
def test_a_reason_is_told_by_its_id(application, administrator):
    EndReason.objects.filter(pk=a_reason().pk).update(name="Zora Quill said no")
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=administrator)
    assert "Zora" not in str(list(Event.objects.values()))
