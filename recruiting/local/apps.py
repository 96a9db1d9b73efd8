from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class LocalConfig(AppConfig):
    """The two local servers, and the commands that need them."""

    name = "recruiting.local"
    label = "local"

    def ready(self):
        from recruiting.local.defaults import ensure_defaults

        # The signal of an app with models: this one has none, and so no signal of its own.
        post_migrate.connect(ensure_defaults, sender=apps.get_app_config("db"))
