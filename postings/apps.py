from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostingsConfig(AppConfig):
    name = "postings"
    verbose_name = _("Postings")

    def ready(self):
        from postings import leaving
        from recruiting.people.leaving import Work, holds_work

        holds_work(Work(leaving.open_of, leaving.hand_over))
