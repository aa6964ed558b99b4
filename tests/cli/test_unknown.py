"""What the terminal says of services to be verified and of columns that are not there."""

from __future__ import annotations

from pusaq_core.cli.unknown import unknown_lines


def summary(**changes):
    total = {"to_verify": 0, "por_verificar": {}}
    return {"total": total | changes, "titulos": {}, "columnas_ausentes": {}}


def absent(*rules, others=(), near=()):
    return {"dejan_por_verificar": list(rules), "otras": list(others), "parecidas": list(near)}


def test_where_all_is_known_nothing_is_said():
    assert list(unknown_lines(summary())) == []


def test_services_to_be_verified_are_counted_by_rule():
    said = summary(to_verify=8, por_verificar={"mg-ruralidad": 8, "otra": 1})
    said["titulos"] = {"mg-ruralidad": "Ruralidad 1"}
    first, *rules = unknown_lines(said)
    assert first.startswith("8 ")
    assert rules == ["  mg-ruralidad (Ruralidad 1): 8", "  otra: 1"]
    assert next(unknown_lines(summary(to_verify=1))).startswith("1 ")


def test_a_column_that_leaves_rules_open_has_a_line_with_what_may_be_meant():
    said = summary()
    said["columnas_ausentes"] = {
        "RURALIDAD": absent("mg-ruralidad", "pc-ruralidad", near=["RURALIDAD_2"]),
        "COAR": absent("pc-coar"),
        "RED": absent(others=["mg-red"]),
        "AP": absent(others=["mg-sin-ap"], near=["AP_2"]),
        "NADA": absent(),
    }
    first, second, last = unknown_lines(said)
    assert "RURALIDAD" in first
    assert "mg-ruralidad, pc-ruralidad" in first
    assert "RURALIDAD_2" in first
    assert "COAR" in second
    assert "RED, AP" in last
    assert "AP_2" in last
    assert "NADA" not in last
