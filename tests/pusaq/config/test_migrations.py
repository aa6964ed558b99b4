"""Migrations lead to the tables that the models describe; every other test takes them from the models."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests.pusaq.databases import connect_to

OURS = "pusaq."


def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    assert capsys.readouterr().out.strip() == "No changes detected"


@pytest.mark.long
@pytest.mark.usefixtures("transactional_db")
def test_migrations_from_nothing_make_the_tables_of_the_models(tmp_path):
    described = schema()
    empty_database(tmp_path)
    assert schema() == {}
    call_command("migrate", verbosity=0)
    migrated = schema()
    assert migrated.pop("django_migrations")
    assert set(migrated) == set(described)
    ours = {table for config in apps.get_app_configs() if OURS in config.name for table in tables_of(config)}
    assert len(ours) > 30
    # Others' migrations end in wider keys than their models say.
    for table in ours:
        assert migrated[table] == described[table], table


def tables_of(config):
    return {model._meta.db_table for model in config.get_models(include_auto_created=True)}


def empty_database(tmp_path):
    """Go on in a database without tables."""
    if connection.vendor == "sqlite":
        connect_to(tmp_path / "migrated.sqlite3")
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def schema():
    """Tables with their columns and constraints; names that Django invents do not count."""
    with connection.cursor() as cursor:
        introspection = connection.introspection
        return {
            table: (
                {c.name: tuple(c[1:8]) for c in introspection.get_table_description(cursor, table)},
                sorted(map(constraint, introspection.get_constraints(cursor, table).values())),
            )
            for table in introspection.table_names(cursor)
        }


def constraint(found):
    kinds = ("primary_key", "unique", "check", "index")
    return (
        tuple(found["columns"] or ()),
        tuple(kind for kind in kinds if found[kind]),
        str(found["foreign_key"]),
        str(found.get("orders", "")),
    )
