"""A kind of activity that no norm knows: a row in each table, and a norm file that owes it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from pusaq_core import kinds
from pusaq_core.checking import kinds as audited
from pusaq_core.cli import kind_words
from pusaq_core.io import workbook_names
from pusaq_core.io.catalogue import catalogue_root

PEER = kinds.Kind("peer", "pasantia", "P", kinds.Way.HOSTED, gap="separacion_pasantia_dias")
NUMERAL = "5.6.9"
DOSE = f'    pasantia: {{total: 2, horas: 4, a_cargo: acompañante, numeral: "{NUMERAL}"}}\n'
ASSUMPTION = """\
  separacion_pasantia_dias:
    titulo: Días entre dos pasantías
    valor: 30
    orden: 9
    razon: Reparte las pasantías en el año
    cambia: UGEL
"""


@contextmanager
def known():
    """The core knows the kind: its own table, the checker's, and the words of terminal and workbook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(kinds.KINDS, PEER.id, PEER)
        patch.setitem(audited.KINDS, PEER.id, audited.AuditedKind(meeting=True, gap=PEER.gap))
        patch.setitem(kind_words.WORDS, PEER.id, ("pasantía", "pasantías"))
        patch.setitem(workbook_names.KIND_LABELS, PEER.id, "Pasantía")
        yield patch


def norm_that_owes(folder):
    """The norm with two of them for each teacher."""
    text = (catalogue_root() / "norms" / "pe" / "nt-026-minedu-2019.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    owing = "".join(line + (DOSE if line.startswith("    visita: {total") else "") for line in lines)
    assumption = "  separacion_gia_dias:\n"
    assert assumption in owing
    file = folder / "norma-con-pasantias.yaml"
    file.write_text(owing.replace(assumption, ASSUMPTION + assumption, 1), encoding="utf-8")
    return str(file)
