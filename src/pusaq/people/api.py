from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from pusaq.common.demands import Demand, demands

router = Router(tags=["personas"])


class Me(Schema):
    """Quién actúa, y qué puede."""

    user: str = Field(description="Nombre de usuario.")
    role: str | None = Field(description="Rol en que se actúa.")
    role_name: str | None
    organisation: str | None = Field(description="Ruta de la organización, como `pe/220000/220004/`.")
    organisation_name: str | None
    person: UUID | None
    capabilities: list[str]


@router.get("/me", response=Me, url_name="me", summary="Quién actúa")
@demands(Demand.ACCOUNT)
def me(request: HttpRequest) -> dict[str, object]:
    """La cuenta de la llave o de la sesión, el rol en que actúa y sus capacidades."""
    actor = getattr(request, "actor", None)
    user = request.user
    return {
        "user": user.get_username(),
        "role": actor.role.id if actor else None,
        "role_name": actor.role.name if actor else None,
        "organisation": actor.organisation.path if actor else None,
        "organisation_name": actor.organisation.name if actor else None,
        "person": getattr(user, "person_id", None),
        "capabilities": sorted(actor.role.can) if actor else [],
    }
