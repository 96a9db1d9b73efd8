"""What the database has to accept: a guarantee that refuses honest work is worth nothing."""

import pytest

from tests.guarantees.world import ALONE, ENDING, REOPENING, advert, entering, hiring, key, moving, refusal, reminder

pytestmark = pytest.mark.django_db

ACCEPTED = {
    "an entry": [entering()],
    "an entry beside an ended application": [
        entering(candidate_id="(SELECT candidate_id FROM candidates_application WHERE id = %(alone)s)")
    ],
    "a move forward": [moving()],
    "a move back": [moving(to_stage_id="%(stage1)s")],
    "two moves in one transaction": [moving(), moving(to_stage_id="%(stage2)s")],
    "a rejection": [moving(**ENDING)],
    "a rejection in the same moment as the move before": [
        moving(**ENDING | {"occurred_at": "last.occurred_at"}),
    ],
    "a reopening": [moving("alone", **REOPENING)],
    "an entry on a posting on hold": [
        "UPDATE postings_posting SET status = 'on_hold' WHERE id = %(posting)s",
        entering(),
    ],
    "a hire": [hiring("active", "opening2")],
    "a hire, taken back, and another into its opening": [
        hiring("active", "opening2"),
        moving("active", kind="'unhire'", to_stage_id="last.to_stage_id"),
        hiring("other", "opening2"),
    ],
    "a retired stage in use again": [
        "UPDATE pipelines_stage SET retired_at = NULL WHERE id = %(stage5)s",
        moving(to_stage_id="%(stage5)s"),
    ],
    "an empty stage retired": ["UPDATE pipelines_stage SET retired_at = now() WHERE id = %(stage4)s"],
    "an open opening cancelled": [
        "UPDATE postings_opening SET cancelled_at = now(), cancelled_because = 'frozen' WHERE id = %(opening2)s"
    ],
    "a posting closed on which nobody is active": [
        "UPDATE postings_posting SET status = 'closed' WHERE id = %(elsewhere)s"
    ],
    "a closed posting opened again, and its ended application": [
        "UPDATE postings_posting SET status = 'open' WHERE id = %(closed)s",
        moving("on_closed", **REOPENING),
    ],
    "a rank": [ALONE.format("rank = 'zz'")],
    "an edit": [ALONE.format("recruiter_id = %(by)s, revision = revision + 1")],
    "the same reminder of another occurrence, version, recipient and kind": [
        reminder(occurrence="2"),
        reminder(subject_version="2"),
        reminder(recipient_type="'candidate'"),
        reminder(kind="'interview.tomorrow'"),
    ],
    "the same advert of another tenant and id": [advert(tenant="'t'"), advert(external_id="'y'")],
    "two adverts that are ours": [advert(external_id="NULL"), advert(external_id="NULL")],
    "another key, and the same key of another person": [
        key(key="'other'"),
        key(actor_id="%(colleague)s"),
    ],
    "a result for a key": ["""UPDATE outbox_idempotencykey SET result = '{"posting": 1}'"""],
    "a number for an event that has none": [
        "UPDATE outbox_event SET number = 2 WHERE id = (SELECT min(id) FROM outbox_event WHERE number IS NULL)"
    ],
}


@pytest.mark.parametrize("statements", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepted(world, statements):
    assert refusal(world, *statements) == ""
