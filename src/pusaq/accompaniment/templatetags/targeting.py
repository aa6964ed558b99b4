"""Django finds the tags of an app here; these are of targeting."""

from pusaq.accompaniment.targeting.templatetags.targeting import register

__all__ = ["register"]
