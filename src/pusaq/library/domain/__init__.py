"""Writes of the library."""

from pusaq.library.domain.norms import keep_norm

__all__ = ["keep_norm"]
