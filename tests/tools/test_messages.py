"""The catalogues follow the code, and whatever is missing or wrong in them is said."""

from __future__ import annotations

import gettext

import pytest

from tools.message_checks import Entry, faults_of_translation
from tools.message_sources import UnreadableMessageError, messages_of
from tools.messages import main

PAGE = """{% load x %}<h1>{% translate "Hola" %}</h1>
    {% blocktranslate count n=n trimmed %}
      Hay <b>{{ n }}</b> escuela{% plural %}Hay <b>{{ n }}</b> escuelas{% endblocktranslate %}
  <p>{{ name|default:_("nadie") }}</p>{# {% translate "no se lee" %} #}
"""
CODE = """from django.utils.translation import gettext as _
WORDS = {"a": "uno", "b": "dos"}
def say(code, name):
    return _(WORDS[code]), _("Es %(name)s") % {"name": name}
"""
COMMAND = """from pusaq_core.cli.i18n import _, ngettext
print(_("Uso: "), ngettext("{n} caso", "{n} casos", 2).format(n=2))
"""
SPANISH = '"Content-Type: text/plain; charset=utf-8\\n"'


@pytest.fixture
def project(tmp_path):
    templates = tmp_path / "src/pusaq/shell/templates"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "src/pusaq/shell/say.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "src/pusaq_core").mkdir()
    (tmp_path / "src/pusaq_core/main.py").write_text(COMMAND, encoding="utf-8")
    return tmp_path


def _catalogue(project, language, domain="django"):
    package = "pusaq" if domain == "django" else domain
    return project / f"src/{package}/locale/{language}/LC_MESSAGES/{domain}.po"


def _change(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture
def translated(project):
    """Every message translated by itself, which no rule forbids."""
    main(["extract"], project)
    for path in project.rglob("*.po"):
        lines, said = [], {}
        for line in path.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(" ")
            said[key] = value
            if key in {"msgstr", "msgstr[0]"} and value == '""' and said["msgid"] != '""':
                lines.append(f"{key} {said['msgid']}")
            elif key == "msgstr[1]":
                lines.append(f"{key} {said['msgid_plural']}")
            else:
                lines.append(line)
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return project


def _findings(project, capsys):
    capsys.readouterr()
    code = main(["check"], project)
    *lines, total = capsys.readouterr().out.splitlines()
    assert total == f"translations: {len(lines)} findings"
    assert code == (1 if lines else 0)
    return lines


def test_messages_of_pages_and_code_are_found(project):
    found = {message.text for message in messages_of(project, "src/pusaq", voice_of_command=False)}
    assert found == {
        "Hola",
        ("Hay <b>%(n)s</b> escuela", "Hay <b>%(n)s</b> escuelas"),
        "nadie",
        "uno",
        "dos",
        "Es %(name)s",
    }


def test_what_borrows_the_voice_of_the_command_is_of_its_catalogue(project):
    (project / "src/pusaq/serve.py").write_text(COMMAND.replace("Uso: ", "Sirve."), encoding="utf-8")
    main(["extract"], project)
    assert 'msgid "Sirve."' in _catalogue(project, "qu", "pusaq_core").read_text(encoding="utf-8")
    assert "Sirve." not in _catalogue(project, "qu").read_text(encoding="utf-8")


@pytest.mark.parametrize("call", ['_(f"Hola {name}")', "_(name)", '_("a" + name)', "ngettext(name, name, 2)"])
def test_text_that_is_put_together_later_is_refused(project, capsys, call):
    file = project / "src/pusaq/shell/say.py"
    file.write_text(f"name = 1\nprint({call})\n", encoding="utf-8")
    with pytest.raises(UnreadableMessageError, match=r"say\.py:2"):
        messages_of(project, "src/pusaq", voice_of_command=False)
    assert "say.py:2: nobody can know" in _findings(project, capsys)[0]


def test_complete_catalogues_have_no_finding(translated, capsys):
    assert _findings(translated, capsys) == []


def test_new_message_is_missing_in_every_language(translated, capsys):
    _change(translated / "src/pusaq/shell/templates/page.html", "Hola", "Buenos días")
    found = _findings(translated, capsys)
    assert [line.rpartition("/locale/")[2][:2] for line in found if "lacks 'Buenos días'" in line] == [
        "en",
        "qu",
    ]
    assert len([line for line in found if "nothing says 'Hola' any more" in line]) == 2
    assert len(found) == 4


def test_extract_keeps_translations_lists_the_missing_and_drops_the_gone(translated, capsys):
    english = _catalogue(translated, "en")
    _change(english, 'msgid "nadie"\nmsgstr "nadie"', 'msgid "nadie"\nmsgstr "nobody"')
    _change(translated / "src/pusaq/shell/templates/page.html", "Hola", "Buenos días")
    capsys.readouterr()
    assert main(["extract"], translated) == 0
    assert (
        "en/LC_MESSAGES/django.po: 6 messages, 1 to translate\n  'Buenos días'\n" in capsys.readouterr().out
    )
    text = english.read_text(encoding="utf-8")
    assert 'msgstr "nobody"' in text
    assert "Hola" not in text
    assert [line.split(": ", 2)[1:] for line in _findings(translated, capsys)] == [
        ["'Buenos días'", "is not translated"]
    ] * 2


def test_extract_changes_nothing_where_nothing_changed(translated):
    before = {path: path.read_bytes() for path in translated.rglob("*.po")}
    main(["extract"], translated)
    main(["extract"], translated)
    assert {path: path.read_bytes() for path in translated.rglob("*.po")} == before


def test_comment_of_a_catalogue_stays(translated):
    quechua = _catalogue(translated, "qu")
    quechua.write_text("# Not reviewed.\n" + quechua.read_text(encoding="utf-8"), encoding="utf-8")
    main(["extract"], translated)
    assert quechua.read_text(encoding="utf-8").startswith("# Not reviewed.\n")


def test_guess_is_refused(translated, capsys):
    _change(_catalogue(translated, "qu"), 'msgid "nadie"', '#, fuzzy\nmsgid "nadie"')
    assert ["'nadie': is a guess (fuzzy)" in line for line in _findings(translated, capsys)] == [True]


def test_same_text_with_and_without_a_number_is_refused(translated, capsys):
    (translated / "src/pusaq_core/more.py").write_text(
        'from pusaq_core.cli.i18n import _\n_("{n} caso")\n', encoding="utf-8"
    )
    assert "'{n} caso' is said elsewhere without a number" in _findings(translated, capsys)[0]


def test_override_of_what_no_library_says_is_refused(translated, capsys):
    spanish = _catalogue(translated, "es")
    spanish.parent.mkdir(parents=True)
    entries = 'msgid ""\nmsgstr ""\n' + SPANISH + '\n\nmsgid "Sign In"\nmsgstr "Entrar"\n'
    spanish.write_text(entries, encoding="utf-8")
    assert _findings(translated, capsys) == []
    _change(spanish, "Sign In", "Sign Inn")
    assert ["'Sign Inn' is said by no library" in line for line in _findings(translated, capsys)] == [True]


def test_compiled_catalogue_speaks(translated):
    _change(_catalogue(translated, "en", "pusaq_core"), 'msgstr[1] "{n} casos"', 'msgstr[1] "{n} cases"')
    assert main(["compile"], translated) == 0
    spoken = gettext.translation("pusaq_core", translated / "src/pusaq_core/locale", ["en"])
    assert spoken.ngettext("{n} caso", "{n} casos", 2) == "{n} cases"
    assert not list(translated.rglob("*.part"))


def test_unknown_command_is_refused(tmp_path, capsys):
    assert main(["translate"], tmp_path) == 2
    assert "extract|compile|check" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "translation", "said"),
    [
        ("Es %(name)s", "Is %(nam)s", "blanks differ"),
        ("Es %(name)s", "It is", "blanks differ"),
        ("hay {found}", "found {foun}", "blanks differ"),
        ("{km:.1%}", "{km}", "blanks differ"),
        ("un 5 %%", "5 %", "blanks differ"),
        ("<b>Sí</b>", "<b>Yes<b>", "tags differ"),
        ("<b>Sí</b>", "Yes", "tags differ"),
        ('<a href="?a=1">Sí</a>', '<a href="?a=2">Yes</a>', "tags differ"),
        ("a &amp; b", "a & b", "entities differ"),
        ("Uso: ", "Usage:", "space at the end"),
        ("Uso", " Usage", "space at the start"),
        ("Uso", "", "not translated"),
        ("Uso", " ", "not translated"),
    ],
)
def test_translation_that_differs_in_what_must_stay_is_refused(source, translation, said):
    (fault,) = faults_of_translation(Entry(source, None, (translation,), fuzzy=False))
    assert said in fault


@pytest.mark.parametrize(
    ("forms", "faults"),
    [
        (("one school", "%(n)s schools"), 0),
        (("%(n)s school", "%(n)s schools"), 0),
        (("%(n)s school", "schools"), 1),
        (("%(m)s school", "%(n)s schools"), 1),
        (("%(n)s school", ""), 1),
        (("%(n)s schools",), 1),
    ],
)
def test_singular_may_leave_the_number_out_as_its_source_does(forms, faults):
    entry = Entry(("una escuela", "%(n)s escuelas"), None, forms, fuzzy=False)
    assert len(list(faults_of_translation(entry))) == faults
