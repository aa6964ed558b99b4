"""Caseloads: whole schools to accompanists, the fewest first, then the least weighted travel."""
