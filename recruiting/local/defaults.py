"""What a new installation begins with, made after every migrate; whoever changed or retired it keeps that."""

from candidates.actions import ensure_default_lists
from postings.pipelines.actions import ensure_default_template
from recruiting.db.grants import is_migrated
from recruiting.people.models import Organisation


def ensure_defaults(using: str = "default", **_) -> None:
    if is_migrated(using):
        Organisation.current()
        ensure_default_template()
        ensure_default_lists()
