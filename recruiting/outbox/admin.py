from django.contrib import admin

from recruiting.outbox.models import Event, IdempotencyKey, Message
from recruiting.web.admin import ViewOnlyAdmin


@admin.register(Event)
class EventAdmin(ViewOnlyAdmin):
    list_display = ("at", "topic", "subject_type", "subject_id", "actor", "door", "number")
    list_filter = ("door", "subject_type", "topic")
    list_select_related = ("actor",)
    search_fields = ("topic", "=subject_id", "=posting_id", "=number")
    date_hierarchy = "at"
    ordering = ("-id",)


@admin.register(Message)
class MessageAdmin(ViewOnlyAdmin):
    """Held, cancelled and sent on the outbox's own page."""

    list_display = ("title", "to_name", "to_address", "kind", "status", "not_before", "sent_at", "attempts")
    list_filter = ("status", "held_for", "kind")
    search_fields = ("title", "to_name", "to_address", "message_id", "=subject_id")
    date_hierarchy = "created_at"
    ordering = ("-id",)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ViewOnlyAdmin):
    list_display = ("created_at", "action", "key", "actor")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("key", "actor__name")
    date_hierarchy = "created_at"
    ordering = ("-id",)
