from django import template

from recruiting.web.context import initials

register = template.Library()


@register.filter
def initials_of(user) -> str:
    return initials(str(user))


@register.filter
def tone_of(user) -> int:
    """The colour of a colleague's avatar, the same on every page."""
    return user.pk % 6 + 1
