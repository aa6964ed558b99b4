"""`python -m tools.house`: every rule of the house over this repository, for `make check`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from tools.checks.drafts import check_drafts
from tools.checks.honesty import check_honesty
from tools.checks.kinds import check_kinds
from tools.checks.layers import check_layers
from tools.checks.placing import check_placing
from tools.checks.purity import check_purity
from tools.checks.sizes import check_sizes, long_files
from tools.checks.taken_apart import check_taken_apart
from tools.checks.templates import check_templates, long_templates
from tools.checks.test_quality import check_tests
from tools.checks.uncalled import check_uncalled
from tools.checks.weak_asserts import check_weak_asserts
from tools.checks.writes import check_writes

CHECKS = (
    *(check_layers, check_purity, check_sizes, check_honesty, check_taken_apart),
    *(check_tests, check_uncalled, check_writes, check_kinds, check_templates),
    *(check_weak_asserts, check_drafts, check_placing),
)


def main(root: Path) -> int:
    """Print every finding; files over the soft budget are said and do not fail.

    Returns:
        Exit code: 1 where a rule is broken.
    """
    gc.disable()  # the trees of all files live to the end: there is no garbage to look for
    for warning in (*long_files(root), *long_templates(root)):
        print(f"warning: {warning}")
    findings = [finding for check in CHECKS for finding in check(root)]
    for finding in findings:
        print(finding)
    print(f"house rules: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
