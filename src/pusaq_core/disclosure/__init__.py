"""Tables of counts that anybody may read, without what could be traced to a few people."""

from pusaq_core.disclosure.protect import protect
from pusaq_core.disclosure.ranges import ranges
from pusaq_core.disclosure.table import Cell, Counts, Range, Reason, Rule, Tree

__all__ = ["Cell", "Counts", "Range", "Reason", "Rule", "Tree", "protect", "ranges"]
