"""Types of school as norms name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.library.queries import norm_of

if TYPE_CHECKING:
    from pusaq.library.models import NormVersion


def profile_label(version: NormVersion, name: str) -> str:
    """What a norm calls one of its types of school, in few words; empty for a service of none.

    Args:
        version: the norm as kept.
        name: of the type, in files of plans.
    """
    labels = {profile.file_name: profile.label for profile in norm_of(version).profiles}
    return labels.get(name, name)
