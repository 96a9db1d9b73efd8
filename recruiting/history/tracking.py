"""History: who changed which row, when, through which door and why, recorded by database triggers.

So changes by bulk update, by raw SQL and by the admin are in it too; one from outside the application has no
context and is shown as such.
"""

import pghistory
import pgtrigger
from django.db import models

door = pghistory.context  # with door(door="task", task="importing.read"): …


def track(*, exclude: tuple[str, ...] = (), quiet: tuple[str, ...] = ()):
    """Record insert, update and delete of a model. ``exclude``: columns never copied (secrets). ``quiet``: columns
    whose change alone makes no record."""

    def decorate(model: type[models.Model]) -> type[models.Model]:
        generated = tuple(f.name for f in model._meta.fields if isinstance(f, models.GeneratedField))
        left_out = (*exclude, *generated)
        watched = [f.name for f in model._meta.fields if f.name not in {*left_out, *quiet}]
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=pgtrigger.AnyChange(*watched)),
            pghistory.DeleteEvent(),
            exclude=list(left_out) or None,
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,
        )(model)

    return decorate
