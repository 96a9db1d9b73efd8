"""How every form of the pages is printed: templates/_components/{form,field}.html."""

from datetime import UTC, datetime

from django import forms
from django.core.validators import MinValueValidator
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"


class MomentField(forms.DateTimeField):
    """A time on the reader's clock. In the calendar's first year another zone's clock would fall off it, and the row
    could be written but never read again."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_validators = [MinValueValidator(datetime(1900, 1, 1, tzinfo=UTC))]
