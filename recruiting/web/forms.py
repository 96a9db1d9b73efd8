"""How every form of the pages is printed: templates/_components/{form,field}.html."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"
