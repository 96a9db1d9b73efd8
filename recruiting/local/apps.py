from django.apps import AppConfig


class LocalConfig(AppConfig):
    """The two local servers, and the commands that need them."""

    name = "recruiting.local"
    label = "local"
