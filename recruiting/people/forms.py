import functools
import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from recruiting.people.models import User
from recruiting.web.admin import EditForm


@functools.cache
def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]


class TimeZoneField(forms.ChoiceField):
    """A list to choose from; a zone is never typed."""

    def __init__(self, **kwargs) -> None:
        super().__init__(choices=_zones, label=_("Time zone"), **kwargs)


class _ByAddress:
    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody has this address already."))
        return email


class InviteForm(_ByAddress, forms.ModelForm):
    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = ("email", "name", "role", "time_zone")


class UserForm(_ByAddress, EditForm):
    time_zone = TimeZoneField()
