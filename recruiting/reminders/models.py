from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.outbox import access
from recruiting.outbox.models import Message


class Recipient(models.TextChoices):
    USER = "user", _("colleague")
    CANDIDATE = "candidate", _("candidate")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user) -> "ReminderQuerySet":
        return access.visible(self, user, Q(recipient_type=Recipient.USER, recipient_id=user.pk))

    def of(self, subject_type: str, subject_id: int) -> "ReminderQuerySet":
        return self.filter(subject_type=subject_type, subject_id=subject_id)

    def resting(self) -> "ReminderQuerySet":
        """Suspended because their application ended; a person's hold outlasts that."""
        return self.filter(status=Reminder.Status.SUSPENDED, because__in=Reminder.WITH_THE_APPLICATION)


class Reminder(models.Model):
    """Something to be told to one recipient at one time, once; written in the transaction of what causes it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        SUSPENDED = "suspended", _("suspended")
        HANDED_OVER = "handed_over", _("handed over")
        SKIPPED = "skipped", _("skipped")
        CANCELLED = "cancelled", _("cancelled")

    class Because(models.TextChoices):
        """What put it to rest, and so what wakes it again; ``why_not`` says it to people."""

        ENDED = "ended", _("its application ended")
        ON_ITS_WAY = "on_its_way", _("its application ended while its mail waited")
        HELD = "held", _("a colleague holds it")
        CALLED_OFF = "called_off", _("its subject was cancelled with the application")

    WITH_THE_APPLICATION = (Because.ENDED, Because.ON_ITS_WAY)

    kind = models.CharField(_("kind"), max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_version = models.PositiveIntegerField()
    recipient_type = models.CharField(max_length=10, choices=Recipient)
    recipient_id = models.BigIntegerField()
    occurrence = models.PositiveSmallIntegerField(default=1)
    application_id = models.BigIntegerField(null=True, help_text=_("The application whose end suspends it."))
    posting_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(_("due"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    because = models.CharField(_("because"), max_length=10, choices=Because, blank=True, default="", db_default="")
    why_not = models.CharField(_("why not"), max_length=200, blank=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="reminder")
    created_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()
    may_decide: bool  # whether the reader may, said by visible_to

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "subject_type",
                    "subject_id",
                    "subject_version",
                    "recipient_type",
                    "recipient_id",
                    "occurrence",
                ],
                name="reminder_is_written_once",
            ),
            models.CheckConstraint(
                name="reminder_handed_over_has_its_message",
                condition=Q(status="handed_over", message__isnull=False)
                | (~Q(status="handed_over") & Q(message__isnull=True)),
            ),
            models.CheckConstraint(
                name="reminder_suspended_says_because",
                condition=~Q(status="suspended") | Q(because__in=["ended", "on_its_way", "held"]),
            ),
        ]
        # Only pending rows are in it, so what a claim costs follows what is due, not what is stored.
        indexes = [
            models.Index("due_at", "id", name="reminder_due", condition=Q(status="pending")),
            models.Index("subject_type", "subject_id", name="reminder_of_subject"),
            models.Index("application_id", name="reminder_of_application"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"
