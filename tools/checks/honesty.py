"""What no committed file may hold: unfinished work, traces of a workplace, exceptions without a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.checks.source import Finding, repository_files

if TYPE_CHECKING:
    from pathlib import Path

# Classes of one character keep these patterns from matching their own source.
UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K]|raise NotImplementedErro[r])\b")
WORKPLACE = (
    re.compile(r"(?<![\w.])/(work|farm|root)[/]"),
    re.compile(r"(?<![\w-])shared[/](data|design|seeds|domain|glossary|requirements|users)\b"),
    re.compile(r"(?<!\w)seeds[/]"),
    re.compile(r"00[0-4]_[0-9a-f]{8}"),
    re.compile(r"\b[Ss]eeds? 00[0-4]\b"),
    re.compile(r"\[G[K]\]"),
    re.compile(r"\b(domain|plan-files|norm-format)\.m[d]\b"),
    re.compile(r"\bAppendix [AE]\b"),
)
AMBIGUITY = re.compile(r"(?<![\w:!$#'\"-])E(?:[1-9]|1\d|2\d)\b(?!\s*[.:]\s*\d)")
PROSE = frozenset({".py", ".md", ".yaml"})
WORKPLACE_NAMES = re.compile(r"\b(issue|ticket|pull request) #\d+", re.IGNORECASE)
SUSPECT = re.compile(
    r"TOD[O]|FIXM[E]|XX[X]|HAC[K]|NotImplementedErro[r]|/(?:work|farm|root)[/]|shared[/]|seeds[/]|00[0-4]|\[G[K]\]"
    r"|\.m[d]\b|Appendi[x]|E\d|#\d",
    re.IGNORECASE,
)
"""A line without any of these breaks none of the rules above; one search instead of a dozen."""

NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*)?(?P<rest>.*)$")
TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[\w\-, ]+\])?(?P<rest>.*)$")
NO_COVER = re.compile(r"#\s*pragma:\s*no (?:cover|branch)(?P<rest>.*)$")
REASON = re.compile(r"\w[^#]{4,}")
TEXT = frozenset(
    {".py", ".pyi", ".md", ".toml", ".yaml", ".yml", ".csv", ".txt", ".cfg", ".ini", ".json", ".sh", ""}
)
MADE_BY_TOOLS = frozenset({"uv.lock", "LICENSE"})


def check_honesty(root: Path) -> list[Finding]:
    """Unfinished work, workplace paths and exceptions without a reason, in every text file.

    Returns:
        One finding for each line and rule, sorted.
    """
    findings: list[Finding] = []
    for path in repository_files(root):
        if path.suffix not in TEXT or path.name in MADE_BY_TOOLS:
            continue
        relative = path.relative_to(root).as_posix()
        patterns = (*WORKPLACE, AMBIGUITY) if path.suffix in PROSE else WORKPLACE
        for number, line in enumerate(_lines(path), start=1):
            if SUSPECT.search(line):
                findings.extend(Finding(relative, number, *what) for what in _line_findings(line, patterns))
            if path.suffix == ".py" and "#" in line:
                findings.extend(Finding(relative, number, *what) for what in _exception_findings(line))
    return sorted(findings)


def _lines(path: Path) -> list[str]:
    """Lines of a file; samples in old encodings are read as far as they go."""
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _line_findings(line: str, patterns: tuple[re.Pattern[str], ...]) -> list[tuple[str, str]]:
    found = []
    if match := UNFINISHED.search(line):
        found.append(("unfinished", f"«{match[0]}» is unfinished work"))
    for pattern in patterns:
        if match := pattern.search(line):
            found.append(("workplace", f"«{match[0]}» names a place that readers do not have"))
            break
    if match := WORKPLACE_NAMES.search(line):
        found.append(("workplace", f"«{match[0]}» is no part of the product"))
    return found


def _exception_findings(line: str) -> list[tuple[str, str]]:
    found = []
    for name, pattern in (("noqa", NOQA), ("type-ignore", TYPE_IGNORE), ("no-cover", NO_COVER)):
        match = pattern.search(line)
        if match is None or _inside_text(line, match.start()):
            continue
        if "codes" in pattern.groupindex and not match["codes"]:
            found.append((name, "name the rule that is set aside"))
        if not REASON.search(match["rest"]):
            found.append((name, "say why, on the same line"))
    return found


def _inside_text(line: str, position: int) -> bool:
    """Whether the place is inside a string of one line: an odd number of quotes stands before it."""
    before = line[:position]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1
