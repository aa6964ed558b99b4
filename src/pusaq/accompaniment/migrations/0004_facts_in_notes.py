"""What plans kept as sentences becomes a fact that quotes them: nobody can read codes out of prose."""

import json
import re

from django.db import migrations

COLUMNS = (("Caseload", "note"), ("CaseloadSlot", "note"), ("PlanItem", "note"), ("Unplaced", "reason"))

COUNT = re.compile(r"[.\s]*\[necesarios=(\d+); ?disponibles=(\d+)\]$")
ID_IN_BRACKETS = re.compile(r"\s*\([a-z]+(?:_[a-z]+)+\)")


def as_shown(text):
    """A sentence as pages showed it: the count in words, no names that only files use."""
    return ID_IN_BRACKETS.sub("", COUNT.sub(r". Hacen falta \1; hay \2", text))


def quote(apps, schema_editor):
    for name, column in COLUMNS:
        rows = apps.get_model("accompaniment", name).objects.using(schema_editor.connection.alias)
        for text in rows.values_list(column, flat=True).distinct().order_by(column):
            facts = [{"code": "recorded_text", "params": {"text": as_shown(text)}}] if text else []
            rows.filter(**{column: text}).update(**{column: json.dumps(facts, ensure_ascii=False)})


def unquote(apps, schema_editor):
    """Back to text; facts made since stay as JSON."""
    for name, column in COLUMNS:
        rows = apps.get_model("accompaniment", name).objects.using(schema_editor.connection.alias)
        for text in rows.values_list(column, flat=True).distinct().order_by(column):
            facts = json.loads(text)
            if all(fact["code"] == "recorded_text" for fact in facts):
                said = "; ".join(fact["params"]["text"] for fact in facts)
                rows.filter(**{column: text}).update(**{column: said})


class Migration(migrations.Migration):
    dependencies = [("accompaniment", "0003_initial")]

    operations = [migrations.RunPython(quote, unquote)]
