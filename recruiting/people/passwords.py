import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruiting.people.models import Organisation

OURS = {"fairlead", "password", "welcome", "recruiting", "recruiter", "candidate", "hiring"}


class NotOurNames:
    """The first that somebody would try here: a long password made of the product's, the trade's or the
    organisation's name and little else."""

    def validate(self, password: str, user: object = None) -> None:
        rest = password.casefold()
        for word in OURS | set(re.findall(r"\w{3,}", Organisation.current().name.casefold())):
            rest = rest.replace(word, "")
        if len(rest) < 6:
            raise ValidationError(self.get_help_text(), code="password_of_our_names")

    def get_help_text(self) -> str:
        return _("Your password can’t be made of the organisation’s name or words of the trade.")
