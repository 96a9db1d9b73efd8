from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = _("Candidates")

    def ready(self):
        from candidates import leaving
        from recruiting.people.leaving import Work, holds_work

        holds_work(Work(leaving.open_of, leaving.hand_over))
