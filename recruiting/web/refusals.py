"""What the application says no with. One middleware turns a refusal into the page's answer."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something was not done, and why. ``status`` is the HTTP status; nothing was written."""

    status = 422

    def __init__(self, message: object, status: int | None = None):
        super().__init__(message)
        self.message = message
        if status:
            self.status = status

    def __str__(self) -> str:
        return str(self.message)


class Busy(Refusal):
    """A row lock was not to be had within the lock timeout."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("Somebody else is changing this right now. Nothing was changed; try again."))


class Forbidden(Refusal):
    """A person who may look but not do this."""

    status = 403
