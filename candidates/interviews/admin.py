from django.contrib import admin

from candidates.interviews.models import Interview, Participant
from recruiting.web.admin import DomainAdmin, ViewInline


class ParticipantInline(ViewInline):
    model = Participant
    fields = ("user", "answer", "invited_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").order_by("pk")


@admin.register(Interview)
class InterviewAdmin(DomainAdmin):
    """Its time and status have consequences (reminders, notices): the interview's own pages change them."""

    about = "application__candidate__user"

    list_display = ("title", "candidate", "starts_at", "time_zone", "status", "candidate_answer")
    list_filter = ("status", "candidate_answer")
    list_select_related = ("application__candidate",)
    search_fields = ("title", "application__candidate__full_name", "=application__id")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at", "-id")
    readonly_fields = (
        "application", "starts_at", "ends_at", "time_zone", "status", "cancelled_because", "planned_by",
        "time_version", "sequence", "created_at",
    )  # fmt: skip
    inlines = (ParticipantInline,)

    def candidate(self, interview) -> str:
        return str(interview.application.candidate)


@admin.register(Participant)
class ParticipantAdmin(DomainAdmin):
    about = "interview__application__candidate__user"
    list_display = ("user", "interview", "answer", "invited_at")
    list_filter = ("answer",)
    list_select_related = ("user", "interview")
    search_fields = ("user__name", "user__email", "=interview__id")
    date_hierarchy = "invited_at"
    ordering = ("-id",)
    readonly_fields = ("user", "interview", "invited_at")
