from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "candidates.interviews"
    verbose_name = _("Interviews")

    def ready(self):
        from candidates.interviews import access, reminders
        from recruiting.outbox.access import register

        register(access.OUTBOX)
        reminders.register()
