"""`python -m pusaq.config.demo.since`: what happened in the demonstration after its plans were published."""

from __future__ import annotations

import sys

import django

from pusaq.config.demo.home import LEFT_AT


def main() -> int:
    """Let some people leave their posts, and let the search know.

    Returns:
        Exit code 0.
    """
    django.setup()
    from pusaq.common.domain.search import refresh_search  # noqa: PLC0415  (needs the settings)
    from pusaq.config.demo.staffing import let_people_leave  # noqa: PLC0415  (same)

    let_people_leave(LEFT_AT)
    refresh_search(path="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
