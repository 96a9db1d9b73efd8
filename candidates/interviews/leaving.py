from django.utils import formats, timezone
from django.utils.translation import gettext as _

from candidates.interviews.models import Participant
from recruiting.people.models import User


def open_of(user: User) -> list[str]:
    """Interviews ahead. They are not handed over: who interviews is asked anew, by whoever planned it."""
    ahead = Participant.objects.filter(
        user=user, interview__starts_at__gt=timezone.now(), interview__status="scheduled"
    )
    return [
        _("interview on %(when)s") % {"when": formats.date_format(timezone.localtime(one.interview.starts_at), "j M")}
        for one in ahead.select_related("interview").order_by("interview__starts_at")
    ]
