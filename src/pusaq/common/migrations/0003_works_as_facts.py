"""Works and deliveries keep values where they kept sentences; what stands in old rows is read once, here."""

import json
import re

from django.db import migrations, models

CODE = re.compile(r"(PQ-[0-9A-F]{4}-[0-9A-F]{4})\s*")
TYPE = re.compile(r"\w+")


def tell_apart(apps, schema_editor):
    alias = schema_editor.connection.alias
    for job in apps.get_model("common", "Job").objects.using(alias).iterator():
        job.about = {"recorded_text": job.title}
        job.stage, job.part = "", job.stage
        try:
            problems = [json.loads(line) for line in job.error.splitlines()]
        except ValueError:
            code = CODE.match(job.error)
            if code:
                job.code, job.error = code[1], job.error[code.end() :]
        else:
            job.problems, job.error = problems, ""
        job.save(update_fields=["about", "stage", "part", "problems", "code", "error"])
    deliveries = apps.get_model("common", "EventDelivery").objects.using(alias)
    for delivery in deliveries.exclude(error="").iterator():
        code = CODE.match(delivery.error)
        said = delivery.error[code.end() :] if code else delivery.error
        kind = TYPE.match(said)
        delivery.code = code[1] if code else ""
        delivery.error_type = kind[0][:80] if kind else ""
        delivery.error = said.removeprefix(kind[0]).removeprefix(": ") if kind else said
        delivery.save(update_fields=["code", "error_type", "error"])


def put_together(apps, schema_editor):
    alias = schema_editor.connection.alias
    for job in apps.get_model("common", "Job").objects.using(alias).iterator():
        job.title = str(job.about.get("recorded_text") or job.about.get("name") or job.kind)[:160]
        job.error = "\n".join(map(json.dumps, job.problems)) or f"{job.code}\n{job.error}".strip()
        job.save(update_fields=["title", "error"])
    for delivery in apps.get_model("common", "EventDelivery").objects.using(alias).exclude(error_type=""):
        delivery.error = f"{delivery.code} {delivery.error_type}: {delivery.error}"
        delivery.save(update_fields=["error"])


class Migration(migrations.Migration):
    dependencies = [("common", "0002_operations")]

    operations = [
        migrations.AddField("eventdelivery", "code", models.CharField(blank=True, max_length=20)),
        migrations.AddField("eventdelivery", "error_type", models.CharField(blank=True, max_length=80)),
        migrations.AddField("job", "about", models.JSONField(default=dict)),
        migrations.AddField("job", "code", models.CharField(blank=True, max_length=20)),
        migrations.AddField("job", "part", models.CharField(blank=True, max_length=120)),
        migrations.AddField("job", "problems", models.JSONField(default=list)),
        migrations.AlterField("job", "title", models.CharField(default="", max_length=160)),
        migrations.RunPython(tell_apart, put_together),
    ]
