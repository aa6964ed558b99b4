"""Who does each kind of long work."""

JOBS: dict[str, str] = {}
