from django.db import migrations
from django.db.models import OuterRef, Subquery


def as_their_rows(apps, schema_editor):
    """Tables from before are known as their rows are."""
    ImportRun, ImportRow = (apps.get_model("importing", name) for name in ("ImportRun", "ImportRow"))
    rows = ImportRow.objects.filter(run=OuterRef("pk"), source_kind="table").order_by("number")
    tables = ImportRun.objects.filter(source__isnull=True, format="table", tenant__isnull=True)
    tables.update(tenant=Subquery(rows.values("tenant")[:1]))


class Migration(migrations.Migration):
    dependencies = [("importing", "0003_runs_know_their_tenant")]

    operations = [migrations.RunPython(as_their_rows, migrations.RunPython.noop)]
