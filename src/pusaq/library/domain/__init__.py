"""Writes of the library."""

from pusaq.library.domain.norms import keep_norm
from pusaq.library.domain.resources import ResourceCounts, load_resources

__all__ = ["ResourceCounts", "keep_norm", "load_resources"]
