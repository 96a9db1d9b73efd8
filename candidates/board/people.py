"""Who is known already under an address that somebody just typed."""

from candidates.contacts import match_key
from candidates.models import Application, Candidate, ContactPoint, Status
from postings.models import Posting
from recruiting.outbox.models import IdempotencyKey
from recruiting.people.models import Organisation, User

Kind = ContactPoint.Kind


def was_added(user: User, key: str) -> bool:
    """Whether this form was sent before and answered: whoever it added is not somebody else with the same address."""
    return IdempotencyKey.objects.filter(actor=user, key=key).exists()


def known(points: list[tuple[str, str]], *, user: User, posting: Posting) -> list[dict]:
    """People with the same e-mail or phone, as far as ``user`` may know of them; never more than they see anyway."""
    country = Organisation.current().country
    keys = {
        kind: [match_key(k, v, country=country) for k, v in points if k == kind] for kind in (Kind.EMAIL, Kind.PHONE)
    }
    people: dict[int, dict] = {}
    for kind, values in keys.items():
        same = ContactPoint.objects.filter(
            kind=kind, match_key__in=values, candidate__in=Candidate.objects.visible_to(user)
        )
        for point in same.select_related("candidate").order_by("candidate", "pk"):
            person = people.setdefault(point.candidate_id, {"candidate": point.candidate, "same": []})
            person["same"].append(point.value)
    here = Application.objects.filter(candidate__in=list(people), posting=posting, status=Status.ACTIVE)
    for application in here.visible_to(user).select_related("stage"):
        people[application.candidate_id]["here"] = application
    return list(people.values())
