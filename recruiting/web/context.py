from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

TABS = 5


def frame(request: HttpRequest) -> dict[str, object]:
    """The bar around every page: only what this person may use."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    places = [
        (_("Home"), "home", "inbox", "h"),
        (_("Postings"), "postings", "square-kanban", "p"),
        (_("Candidates"), "candidates", "user-round", "c"),
        (_("Interviews"), "interviews", "calendar", "i"),
    ]
    if user.is_recruiter:
        places.append((_("Imports"), "imports", "clipboard-paste", "m"))
    places.append((_("Outbox"), "outbox", "send", "o"))
    nav = [
        {"label": label, "url": reverse(name), "icon": icon, "letter": letter} for label, name, icon, letter in places
    ]
    for item in nav:
        item["current"] = request.path == item["url"] or (item["url"] != "/" and request.path.startswith(item["url"]))
    # A phone holds five: where there are more places, the fifth leads to the rest.
    tabs = nav if len(nav) <= TABS else nav[: TABS - 1]
    return {
        "nav": nav,
        "bar_tabs": tabs,  # a page may have tabs of its own
        "more_tabs": nav[len(tabs) :],
        "account": _account(user),
        "initials": initials(str(user)),
        "tone": user.pk % 6 + 1,
    }


def _account(user) -> list[dict[str, object]]:
    """The menu behind one's own initials."""
    items = [
        (_("E-mail address"), "account_email", "mail"),
        (_("Password"), "account_change_password", "lock"),
        (_("Second factor"), "mfa_index", "shield-check"),
        (_("Sign out"), "account_logout", "log-out"),
    ]
    if user.is_recruiter:
        items.insert(0, (_("Settings"), "settings", "pencil"))
    return [
        {"label": label, "url": reverse(name), "icon": icon, "post": name == "account_logout"}
        for label, name, icon in items
    ]


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
