"""Django finds the tags of an app here; these are of caseloads."""

from pusaq.accompaniment.caseloads.templatetags.caseloads import register

__all__ = ["register"]
