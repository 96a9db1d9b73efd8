import logging

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from recruiting.people.models import Organisation

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """People are invited, and who signs in or fails to is in the log: by number, never by address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False  # createsuperuser makes the first administrator

    def get_from_email(self) -> str:
        return Organisation.current().sender_address or super().get_from_email()

    def post_login(self, request, user, **kwargs):
        logger.info("signed in: user %s from %s", user.pk, self.get_client_ip(request))
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request, **credentials) -> None:
        logger.warning("sign-in failed from %s", self.get_client_ip(request))
        super().authentication_failed(request, **credentials)

    def logout(self, request) -> None:
        logger.info("signed out: user %s", request.user.pk)
        super().logout(request)
