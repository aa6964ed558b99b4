"""Pusaq, the system: norms, plans, visits, indicators and reports of support to schools."""
