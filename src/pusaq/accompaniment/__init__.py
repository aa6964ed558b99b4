"""Pedagogical accompaniment: targeting, caseloads, the year."""
