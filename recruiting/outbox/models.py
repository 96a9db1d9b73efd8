from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.db.constraints import RefusingTrigger, append_only
from recruiting.outbox import access


class Door(models.TextChoices):
    """The way a change came in."""

    PAGE = "page", _("page")
    API = "api", _("API")
    ADMIN = "admin", _("administration")
    TASK = "task", _("task")
    IMPORT = "import", _("import")
    OUTSIDE = "outside", _("outside the application")


class Event(models.Model):
    """Something that happened, in ids alone. Written without a number in the transaction of what it tells;
    the relay numbers it after the commit, gapless, and readers page by that number."""

    append_only = True

    number = models.BigIntegerField(null=True, unique=True, editable=False)
    topic = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    posting_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    door = models.CharField(max_length=10, choices=Door)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index("id", name="event_unnumbered", condition=Q(number__isnull=True)),
            models.Index("subject_type", "subject_id", "at", name="event_of_subject"),
        ]
        constraints = [
            *append_only("event", but_for=["number"]),
            RefusingTrigger(
                name="event_numbered_once",
                when="BEFORE UPDATE OF number ON {table} FOR EACH ROW WHEN (OLD.number IS NOT NULL)",
                message="an event is numbered once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_type} {self.subject_id}"


class IdempotencyKey(models.Model):
    """A request that was already answered. Inserted first, so that a second one waits on it."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    body_hash = models.CharField(max_length=64)
    result = models.JSONField(default=dict, help_text=_("Ids of what was made; never personal text."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="key_is_used_once"),
            RefusingTrigger(
                name="key_keeps_its_body",
                when="BEFORE UPDATE ON {table} FOR EACH ROW WHEN ((OLD.actor_id, OLD.key, OLD.action, OLD.body_hash) "
                "IS DISTINCT FROM (NEW.actor_id, NEW.key, NEW.action, NEW.body_hash))",
                message="a key is for one request body",
            ),
            RefusingTrigger(
                name="key_is_kept",
                when="BEFORE DELETE ON {table} FOR EACH ROW",
                message="a key is used once, and not again after it was deleted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user) -> "MessageQuerySet":
        return access.visible(self, user, Q(to_user=user))

    def due(self, now):
        """Queued and not before a later time; held ones whose undo is over; leases that a dead sender left."""
        return self.filter(
            Q(status=Message.Status.QUEUED, not_before__lte=now)
            | Q(status=Message.Status.HELD, held_until__lte=now)
            | Q(status=Message.Status.SENDING, lease_until__lte=now)
        )


class Message(models.Model):
    """One e-mail. The row is the truth about it; a broker knows nothing that is not here."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        HELD = "held", _("held")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        KEPT = "kept", _("kept here, no mail server is configured")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class HeldFor(models.TextChoices):
        UNDO = "undo", _("until the undo is over")
        APPROVAL = "approval", _("for the recruiter’s approval")
        PERSON = "person", _("by a person")

    kind = models.CharField(_("kind"), max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    posting_id = models.BigIntegerField(null=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text=_("If it is a colleague.")
    )
    to_name = models.CharField(_("to"), max_length=200)
    to_address = models.EmailField(_("address"), max_length=254)
    to_time_zone = models.CharField(max_length=64, default="UTC")
    title = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    why = models.CharField(_("why"), max_length=300)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    held_for = models.CharField(max_length=10, choices=HeldFor, blank=True)
    held_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(_("not before"))
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("the server’s words"), blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    cause_move_id = models.BigIntegerField(null=True, help_text=_("The move it came from, and dies with if undone."))
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = MessageQuerySet.as_manager()
    may_decide: bool  # whether the reader may, said by visible_to

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index("not_before", "id", name="message_queued", condition=Q(status="queued")),
            models.Index("held_until", "id", name="message_held", condition=Q(status="held")),
            models.Index("lease_until", "id", name="message_sending", condition=Q(status="sending")),
            models.Index("cause_move_id", name="message_of_move", condition=Q(cause_move_id__isnull=False)),
            models.Index("subject_type", "subject_id", name="message_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_held_says_for_what", condition=Q(status="held") & ~Q(held_for="") | ~Q(status="held")
            ),
            models.CheckConstraint(
                name="message_sending_has_a_lease",
                condition=Q(status="sending", lease_until__isnull=False) | ~Q(status="sending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} → {self.to_address}"
