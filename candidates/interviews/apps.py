from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "candidates.interviews"
    verbose_name = _("Interviews")

    def ready(self):
        from candidates.interviews import access, leaving, reminders
        from recruiting.outbox.access import register
        from recruiting.people.leaving import Work, holds_work

        register(access.OUTBOX)
        reminders.register()
        holds_work(Work(leaving.open_of, leaving.hand_over))
