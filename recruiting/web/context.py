from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def frame(request: HttpRequest) -> dict[str, object]:
    """The bar around every page: only what this person may use."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    places = [(_("Postings"), reverse("postings"), True)]
    nav = [{"label": label, "url": url, "current": request.path.startswith(url)} for label, url, may in places if may]
    return {"nav": nav, "initials": initials(str(user)), "tone": user.pk % 6 + 1}


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
