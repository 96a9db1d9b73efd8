"""Every column that holds text, in one of two lists: it tells something about a person, or it does not.

Erasure blanks what is in PERSONAL, there and in the history. Events, task arguments, idempotency results and logs
hold none of it, only ids. A test fails on any text, JSON or array column that is in neither list; a history table has
the columns of the table that it records.
"""

import pghistory.models
from django.db import models

PERSONAL: dict[str, frozenset[str]] = {
    label: frozenset(columns.split())
    for label, columns in {
        "people.User": "email name",
        "account.EmailAddress": "email",
        "usersessions.UserSession": "ip user_agent",
        "candidates.Candidate": "full_name calling_name headline location language time_zone",
        "candidates.ContactPoint": "value match_key",
        "candidates.Application": "pay_expected pay_currency pay_period",
        # What somebody typed about an application may name anybody.
        "candidates.StageMove": "note",
        "candidates.TimeCorrection": "reason",
        "interviews.Interview": "title place cancelled_because",
        "postings.Opening": "added_because cancelled_because",
        "outbox.Message": "to_name to_address title body why last_error",
        "reminders.Reminder": "why_not",
        "admin.LogEntry": "object_repr change_message",
    }.items()
}

NOT_PERSONAL: dict[str, frozenset[str]] = {
    label: frozenset(columns.split())
    for label, columns in {
        "people.Organisation": "name time_zone working_days country locale sender_address",
        "people.User": "password role time_zone",
        "account.EmailConfirmation": "key",
        "mfa.Authenticator": "type data",
        "usersessions.UserSession": "session_key data",
        # The words of a posting are published, or will be.
        "postings.Posting": "title company department description workplace location regions employment_type seniority "
        "pay_currency pay_period pay_basis language_requirements skills_required skills_preferred language status "
        "edited_fields",
        "postings.Advert": "source_kind tenant external_id source_name url title text digest",
        "postings.TeamMember": "role",
        "pipelines.PipelineTemplate": "name",
        "pipelines.TemplateStage": "name kind candidate_label",
        "pipelines.Stage": "name kind candidate_label",
        "importing.ImportSource": "name kind tenant url etag last_modified body_hash problem department posting_status",
        "importing.TableMapping": "fingerprint columns header",
        "importing.ImportRun": "kind status raw name raw_hash format mapping source_kind tenant error department "
        "posting_status",
        "importing.RawPage": "file url content_type headers sha256",
        "importing.ImportRow": "source_kind tenant external_id url digest record title text verdict reason changes "
        "corrections corrected_over decision outcome resembles_because before department posting_status",
        "importing.PostingFact": "field value words path",
        "candidates.ContactPoint": "kind",
        "candidates.Source": "name kind",
        "candidates.EndReason": "name status",
        "candidates.Application": "status rank",
        "candidates.StageMove": "kind from_status to_status door idempotency_key body_hash",
        "interviews.Interview": "time_zone status candidate_answer",
        "interviews.Participant": "answer",
        "outbox.Event": "topic subject_type payload door",
        "outbox.IdempotencyKey": "key action body_hash result",
        "outbox.Message": "kind subject_type to_time_zone status held_for message_id",
        "reminders.Reminder": "kind subject_type recipient_type status because",
        "admin.LogEntry": "object_id",
        "auth.Permission": "name codename",
        "auth.Group": "name",
        "contenttypes.ContentType": "app_label model",
        # Ids, and an end of its own.
        "sessions.Session": "session_key session_data",
        # Not written: the context lies in the history's rows.
        "pghistory.Context": "id metadata",
    }.items()
}

# What a history table adds to the columns that it records: ids, the path, the door, and the reason that was given.
HISTORY_PERSONAL = frozenset({"pgh_context"})
HISTORY_NOT_PERSONAL = frozenset({"pgh_label"})


def is_history(model: type[models.Model]) -> bool:
    return issubclass(model, pghistory.models.Event)


def personal_columns(model: type[models.Model]) -> frozenset[str]:
    """What erasure has to blank in the table of ``model``."""
    if is_history(model):
        recorded = {field.name for field in model._meta.local_fields}
        return (personal_columns(model.pgh_tracked_model) & recorded) | HISTORY_PERSONAL
    return PERSONAL.get(model._meta.label, frozenset())


def impersonal_columns(model: type[models.Model]) -> frozenset[str]:
    if is_history(model):
        recorded = {field.name for field in model._meta.local_fields}
        return (impersonal_columns(model.pgh_tracked_model) & recorded) | HISTORY_NOT_PERSONAL
    return NOT_PERSONAL.get(model._meta.label, frozenset())
