from django.contrib import admin

from recruiting.reminders.models import Reminder
from recruiting.web.admin import ViewOnlyAdmin


@admin.register(Reminder)
class ReminderAdmin(ViewOnlyAdmin):
    list_display = (
        "due_at",
        "kind",
        "subject_type",
        "subject_id",
        "recipient_type",
        "recipient_id",
        "status",
        "why_not",
    )
    list_filter = ("status", "kind", "recipient_type")
    search_fields = ("kind", "=subject_id", "=application_id", "=recipient_id")
    date_hierarchy = "due_at"
    ordering = ("-id",)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)
