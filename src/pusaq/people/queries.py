from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from pusaq.common.roles import matrix
from pusaq.common.tokens import digest_of
from pusaq.people.models import ApiToken, Appointment, Person, Post, RoleAssignment, User
from pusaq.territory.enums import OrganisationKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.common.scope import Scope
    from pusaq.territory.models import School


def with_author(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with the name of the account in their `by_id` as `by_name`; null where no person did it."""
    name = Concat("person__given_names", Value(" "), "person__surnames")
    users = User.objects.filter(pk=OuterRef("by_id")).annotate(said=Coalesce(name, "username"))
    found: QuerySet[Any] = rows.annotate(by_name=Subquery(users.values("said")[:1]))
    return found


def posts_of(person_id: UUID, *, on: dt.date) -> frozenset[UUID]:
    """Posts in which a person sits on a day."""
    return frozenset(Appointment.objects.on(on).filter(person_id=person_id).values_list("post_id", flat=True))


def role_assignments(person_id: UUID, posts: Iterable[UUID], *, on: dt.date) -> QuerySet[RoleAssignment]:
    """Roles of a person on a day: those of the posts held, and those given by name."""
    return (
        RoleAssignment.objects.on(on)
        .filter(Q(person_id=person_id) | Q(post_id__in=list(posts)))
        .select_related("organisation", "organisation__parent", "school")
        .order_by("pk")
    )


def holders(posts: Iterable[UUID], *, on: dt.date) -> dict[UUID, Person]:
    """Post to the person who sits in it on a day; the latest appointment counts."""
    found = (
        Appointment.objects.on(on)
        .filter(post_id__in=list(posts))
        .select_related("person")
        .order_by(F("starts_on").asc(nulls_first=True), "pk")
    )
    return {appointment.post_id: appointment.person for appointment in found}


def api_token(secret: str) -> ApiToken | None:
    """The key in force that a program presents."""
    return (
        ApiToken.objects.select_related("user", "role")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, user__is_active=True)
        .first()
    )


def api_tokens_of(user: User) -> QuerySet[ApiToken]:
    """Keys of a user that are in force, the latest first."""
    return (
        ApiToken.objects.filter(user=user, revoked_at__isnull=True)
        .select_related("role", "role__organisation", "role__school")
        .order_by("-created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Chair:
    """A post with who sits in it, as one reader may see it.

    Attributes:
        post: the post.
        is_filled: whether somebody sits in it.
        holder: who; None where nobody does, or where the reader may not see names there.
    """

    post: Post
    is_filled: bool
    holder: Person | None


def chairs(posts: QuerySet[Post], *, on: dt.date, names: Scope) -> list[Chair]:
    """Posts with their holders on a day; two queries.

    Args:
        posts: already limited to what the reader may see.
        on: the day.
        names: where the reader may see names (`people.names`).
    """
    rows = list(posts.select_related("organisation", "service"))
    seated = holders([row.pk for row in rows], on=on)

    def named(row: Post) -> Person | None:
        person = seated.get(row.pk)
        if person is None:
            return None
        is_open = names.holds(row.path) or row.pk in names.posts or person.pk == names.person
        return person if is_open else None

    return [Chair(row, row.pk in seated, named(row)) for row in rows]


def school_posts(school: School) -> QuerySet[Post]:
    """Posts of the services of a school that are there, by service, then kind."""
    return Post.objects.filter(service__school=school, gone_since=None).order_by(
        "service__level", "service__path", "kind", "code"
    )


def posts_kinds_of(persons: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Person to the kind and the path of every post held at any time."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = Appointment.objects.filter(person_id__in=list(persons)).order_by("pk")
    for person, kind, path in rows.values_list("person_id", "post__kind", "post__path"):
        found.setdefault(person, []).append((kind, path))
    return found


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Posts of one kind at one body in which nobody sits.

    Attributes:
        organisation_id: the body.
        name: its short name.
        region: short name of the regional directorate above it; empty where there is none.
        kind: one of `PostKind`.
        n: how many.
    """

    organisation_id: UUID
    name: str
    region: str
    kind: str
    n: int


def vacant_posts(*, scope: Scope, on: dt.date) -> list[Vacancies]:
    """Posts of bodies that nobody sits in, most first; those of schools are not counted; one query."""
    seated = Appointment.objects.on(on).filter(post=OuterRef("pk"))
    is_region = Q(organisation__parent__kind=OrganisationKind.REGIONAL_DIRECTORATE)
    region = Case(When(is_region, then=F("organisation__parent__short_name")), default=Value(""))
    fields = ("organisation_id", "organisation__short_name", "region", "kind")
    rows = (
        Post.objects.within(scope)
        .filter(~Exists(seated), service=None, gone_since=None)
        .annotate(region=region)
        .order_by()
        .values(*fields)
        .annotate(n=Count("pk"))
        .order_by("-n", "organisation__sort_key", "organisation_id", "kind")
    )
    return [Vacancies(*row) for row in rows.values_list(*fields, "n")]


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody as whom a visitor of the demonstration may enter."""

    username: str
    name: str
    role: str
    place: str


def demo_users(*, on: dt.date) -> list[DemoUser]:
    """Accounts whose name begins with `settings.DEMO_USERS`, in the order of the roles; none outside a demo.

    Whoever fills the demonstration gives one account to each role, named `demo.<role>`, with a person who has
    that role by name or by the post held.
    """
    if not settings.DEMO:
        return []
    users = list(
        User.objects.filter(username__startswith=settings.DEMO_USERS, is_active=True, person__isnull=False)
        .select_related("person")
        .order_by("username")
    )
    roles = _first_roles([user.person_id for user in users if user.person_id], on=on)
    order = {name: number for number, name in enumerate(matrix().roles)}
    found = [(roles[user.person_id], user) for user in users if user.person_id in roles]
    found.sort(key=lambda pair: (order[pair[0].role], pair[1].username))
    return [
        DemoUser(
            user.username,
            str(user.person),
            matrix().roles[role.role].name,
            role.school.name if role.school else role.organisation.short_name,
        )
        for role, user in found
    ]


def _first_roles(people: Iterable[UUID], *, on: dt.date) -> dict[UUID, RoleAssignment]:
    """Person to the first role on a day, by name or by post; two queries for any number of people."""
    people = list(people)
    seats = Appointment.objects.on(on).filter(person_id__in=people).values_list("post_id", "person_id")
    sitting: dict[UUID, list[UUID]] = {}
    for post, person in seats:
        sitting.setdefault(post, []).append(person)
    assignments = (
        RoleAssignment.objects.on(on)
        .filter(Q(person_id__in=people) | Q(post_id__in=list(sitting)), role__in=list(matrix().roles))
        .select_related("organisation", "school")
        .order_by("pk")
    )
    first: dict[UUID, RoleAssignment] = {}
    for assignment in assignments:
        named = [assignment.person_id] if assignment.person_id else []
        for person in [*named, *sitting.get(assignment.post_id, [])] if assignment.post_id else named:
            first.setdefault(person, assignment)
    return first
