from django.utils.translation import gettext as _

from candidates.interviews.models import Interview
from recruiting.web.refusals import Forbidden, Refusal


class ApplicationEnded(Refusal):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This application has ended. Reopen it to plan interviews."))


class NotScheduled(Refusal):
    """The interview was cancelled, or somebody said already how it went."""

    status = 409

    def __init__(self, interview: Interview):
        super().__init__(_("This interview is %(status)s by now.") % {"status": interview.get_status_display()})


class InThePast(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This time is past."))


class NotYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The interview has not begun yet. Until then it can be moved or cancelled."))


class TakesNoPart(Forbidden):
    def __init__(self) -> None:
        super().__init__(_("Only who takes part in this interview can say this."))
