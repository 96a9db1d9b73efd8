from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DbConfig(AppConfig):
    name = "recruiting.db"

    def ready(self):
        from recruiting.db import checks  # noqa: F401
        from recruiting.db.grants import grant_to_application

        post_migrate.connect(grant_to_application, sender=self)
