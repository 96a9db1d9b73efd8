from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from candidates.models.applications import Application, Status
from postings.models import Opening
from postings.pipelines.models import Stage
from recruiting.db.constraints import CompositeForeignKey, RefusingTrigger, append_only
from recruiting.db.models import Editable
from recruiting.history.tracking import track
from recruiting.outbox.models import Door


@track()
class EndReason(Editable):
    """Why an application ended, and the status that this gives it."""

    ENDINGS = [(s.value, s.label) for s in (Status.REJECTED, Status.WITHDRAWN, Status.CLOSED)]

    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(_("gives the status"), max_length=10, choices=ENDINGS)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("end reason")
        verbose_name_plural = _("end reasons")
        constraints = [models.UniqueConstraint(fields=["status", "name"], name="end_reason_is_named_once")]

    def __str__(self) -> str:
        return self.name


class StageMove(models.Model):
    """One step of an application. Append-only, numbered without a gap; every report is derived from these."""

    append_only = True

    class Kind(models.TextChoices):
        ENTER = "enter", _("entered")
        MOVE = "move", _("moved")
        REJECT = "reject", _("rejected")
        WITHDRAW = "withdraw", _("withdrew")
        CLOSE = "close", _("closed")
        REOPEN = "reopen", _("reopened")
        HIRE = "hire", _("hired")
        UNHIRE = "unhire", _("hire taken back")
        UNDO = "undo", _("undone")

    application = models.ForeignKey(Application, models.PROTECT, related_name="moves", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    prev = models.GeneratedField(
        expression=NullIf(F("number") - 1, 0), output_field=models.IntegerField(null=True), db_persist=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    from_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+", db_index=False)
    from_status = models.CharField(_("from"), max_length=10, choices=Status, null=True)  # noqa: DJ001 (a key's part)
    from_entered_at = models.DateTimeField(null=True)
    prev_occurred_at = models.DateTimeField(null=True)
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="moves_in", db_index=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Status)
    entered_at = models.DateTimeField(_("clock of the stage"))
    visit = models.PositiveIntegerField(help_text=_("Number of the move that began the stay in this stage."))
    occurred_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=models.functions.Now())
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    door = models.CharField(_("door"), max_length=10, choices=Door)
    end_reason = models.ForeignKey(EndReason, models.PROTECT, null=True, related_name="+", verbose_name=_("reason"))
    note = models.TextField(_("note"), blank=True)
    opening = models.ForeignKey(Opening, models.PROTECT, null=True, related_name="+")
    undoes = models.PositiveIntegerField(null=True, help_text=_("Number of the move that this one undoes."))
    idempotency_key = models.CharField(max_length=80, null=True)  # noqa: DJ001 (unique where there is one)
    body_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 (of the request that the key stands for)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        constraints = [
            # 3: numbers 1, 2, 3 … and each begins where the one before it ended.
            models.UniqueConstraint(fields=["application", "number"], name="move_is_numbered_once"),
            models.UniqueConstraint(
                fields=["application", "number", "to_stage", "to_status", "entered_at", "occurred_at"],
                name="move_end",
            ),
            models.CheckConstraint(
                name="move_first_has_no_from",  # a partly null key would not be checked at all
                condition=Q(
                    number=1,
                    kind="enter",
                    from_stage__isnull=True,
                    from_status__isnull=True,
                    from_entered_at__isnull=True,
                    prev_occurred_at__isnull=True,
                )
                | Q(
                    ~Q(kind="enter"),
                    number__gt=1,
                    from_stage__isnull=False,
                    from_status__isnull=False,
                    from_entered_at__isnull=False,
                    prev_occurred_at__isnull=False,
                ),
            ),
            CompositeForeignKey(
                fields=["application", "prev", "from_stage", "from_status", "from_entered_at", "prev_occurred_at"],
                to="candidates.StageMove",
                to_fields=["application", "number", "to_stage", "to_status", "entered_at", "occurred_at"],
                name="move_begins_where_the_last_ended",
            ),
            models.CheckConstraint(
                name="move_is_not_before_the_last",
                condition=Q(prev_occurred_at__isnull=True) | Q(occurred_at__gte=F("prev_occurred_at")),
            ),
            models.CheckConstraint(
                name="move_changes_something",
                condition=Q(number=1) | ~Q(to_stage=F("from_stage")) | ~Q(to_status=F("from_status")),
            ),
            models.CheckConstraint(
                name="move_visit_has_its_clock",
                condition=Q(visit__gte=1)
                & (Q(visit__lt=F("number")) | Q(visit=F("number"), entered_at=F("occurred_at"))),
            ),
            models.CheckConstraint(
                name="move_ending_names_its_reason",
                condition=Q(to_status__in=["active", "hired"]) | Q(end_reason__isnull=False),
            ),
            # The share lock waits for whoever is just giving the reason another status.
            RefusingTrigger(
                name="move_reason_gives_its_status",
                when="AFTER INSERT ON {table} FOR EACH ROW WHEN (NEW.to_status NOT IN ('active', 'hired'))",
                unless="candidates_endreason WHERE id = NEW.end_reason_id AND status = NEW.to_status FOR SHARE",
                message="this reason gives another status",
            ),
            # 4: a move that its application does not follow.
            RefusingTrigger(
                name="move_is_followed",
                when="AFTER INSERT ON {table} FOR EACH ROW",
                unless="candidates_application WHERE id = NEW.application_id AND version >= NEW.number",
                message="the application does not follow this move",
            ),
            *append_only("move", but_for=["occurred_at", "prev_occurred_at", "entered_at", "from_entered_at"]),
            # An undo names a move before it, of the same application, and each is undone once.
            models.CheckConstraint(
                name="move_undo_names_an_earlier_one",
                condition=(Q(kind="undo", undoes__isnull=False, undoes__lt=F("number"), undoes__gt=1))
                | (~Q(kind="undo") & Q(undoes__isnull=True)),
            ),
            models.UniqueConstraint(fields=["application", "undoes"], name="move_is_undone_once"),
            CompositeForeignKey(
                fields=["application", "undoes"],
                to="candidates.StageMove",
                to_fields=["application", "number"],
                name="move_undoes_one_of_its_application",
            ),
            # 8: a single move keeps its key in its own row.
            models.UniqueConstraint(fields=["actor", "idempotency_key"], name="move_key_is_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.application_id}.{self.number}"


class TimeCorrection(models.Model):
    """When a move happened, put right: written by the database function correct_move_time, never otherwise."""

    append_only = True

    move = models.ForeignKey(StageMove, models.PROTECT, related_name="corrections")
    old_at = models.DateTimeField(_("was"))
    new_at = models.DateTimeField(_("is"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=models.functions.Now())

    class Meta:
        verbose_name = _("time correction")
        verbose_name_plural = _("time corrections")
        constraints = append_only("time_correction")

    def __str__(self) -> str:
        return f"{self.old_at} → {self.new_at}"
