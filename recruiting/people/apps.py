from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "recruiting.people"
    verbose_name = _("People")

    def ready(self):
        # Celery's app must exist before any task is called. Not in recruiting/__init__.py:
        # manage.py imports that package before there is an environment.
        from recruiting import celery  # noqa: F401
