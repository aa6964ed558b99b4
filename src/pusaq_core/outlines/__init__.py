"""Borders for maps without tiles, drawn from where schools stand."""

from pusaq_core.outlines.border import Ring, border

__all__ = ["Ring", "border"]
