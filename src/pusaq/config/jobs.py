"""Who does each kind of long work."""

JOBS: dict[str, str] = {
    "accompaniment.plan": "pusaq.accompaniment.work.plan_year",
}
