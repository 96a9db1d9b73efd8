from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "postings.importing"
    verbose_name = _("Imports")

    def ready(self):
        from postings.importing import leaving
        from recruiting.people.leaving import Work, holds_work

        holds_work(Work(leaving.open_of, leaving.hand_over))
