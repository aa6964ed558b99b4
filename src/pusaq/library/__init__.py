"""Norms as loaded and what rests on them."""
