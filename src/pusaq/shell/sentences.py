"""Sentences with marks and links in them, put together in Python where a test can reach the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.functional import _StrOrPromise


def said(words: str, **values: Any) -> SafeString:
    """A translated sentence with its blanks filled.

    Args:
        words: as gettext gives them, with `%(name)s` for each blank; their markup is ours and stays.
        values: what fills the blanks; escaped unless safe, numbers as the reader's language writes them.
    """
    return mark_safe(words % {name: _shown(value) for name, value in values.items()})  # noqa: S308  (escaped)


def joined(parts: Iterable[_StrOrPromise], between: str = " ") -> SafeString:
    """Sentences one after the other, without those that are empty."""
    return mark_safe(between.join(conditional_escape(part) for part in parts if part))  # noqa: S308  (escaped)


def listed(parts: Sequence[_StrOrPromise]) -> SafeString:
    """«a, b y c»: the one way in which things are counted off; each part is escaped unless safe."""
    *most, last = map(conditional_escape, parts) if parts else ("",)
    before = mark_safe(", ".join(most))  # noqa: S308  (escaped)
    return format_html(_("{} y {}"), before, last) if most else format_html("{}", last)


def _shown(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_format(value, force_grouping=True)
    return conditional_escape(value)
