from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from recruiting.web.context import initials

register = template.Library()


@register.filter
def initials_of(user) -> str:
    return initials(str(user))


@register.filter
def tone_of(user) -> int:
    """The colour of a colleague's avatar, the same on every page."""
    return user.pk % 6 + 1


@register.filter
def breakable(address: str) -> SafeString:
    """An address that may go on in the next line after its @ and its dots, and nowhere in the middle of a word."""
    text = conditional_escape(address)
    return mark_safe(text.replace("@", "@<wbr>").replace(".", ".<wbr>").replace("/", "/<wbr>"))
