"""Norms as data: loading, amending, targeting, ratios and doses. Pure; knows no other part of the core."""
