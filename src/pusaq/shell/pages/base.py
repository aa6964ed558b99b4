"""A page is a class: a template, a title, what the template needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views import View

from pusaq.shell.frame import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrOrPromise

    from pusaq.common.actor import Actor, ActorRequest, Body
    from pusaq.common.demands import Demand


class Page(View):
    """A page of the system.

    A subclass names its template and title and answers `context`. Where htmx asks for a part of the page, the
    named partial of the same template is rendered with the same context.

    Attributes:
        demand: the capability, or other demand, of whoever opens it; the gate lets nobody in without one.
        template: the whole page.
        title: the heading, and the words of the browser's tab; a page about one thing overrides `page_title`.
        fragments: id of the element that htmx replaces → partial of the template that draws it.
    """

    demand: ClassVar[str | Demand]
    template: ClassVar[str]
    title: ClassVar[_StrOrPromise] = ""
    fragments: ClassVar[Mapping[str, str]] = {}

    request: ActorRequest

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:  # noqa: ARG002  (Django's signature)
        return self.render()

    def context(self) -> dict[str, Any]:
        """What the template needs beside `page` and `frame`."""
        return {}

    def page_title(self) -> _StrOrPromise:
        return self.title

    @property
    def actor(self) -> Actor:
        """Who acts; the gate lets nobody else in."""
        return self.request.actor

    @property
    def place(self) -> Body:
        """Where the reader stands in the territory: chosen in the switcher, or the own organisation."""
        return cast("Body", frame_of(self.request).place)

    @property
    def narrowed_to(self) -> str:
        """Path to which the switcher limits lists (`queryset.at(…)`); empty where nothing was chosen."""
        chosen = frame_of(self.request).chosen
        return chosen.path if chosen else ""

    def fragment(self) -> str:
        """The partial for which htmx asks; empty for the whole page."""
        headers = self.request.headers
        if "HX-Request" not in headers or "HX-History-Restore-Request" in headers:
            return ""
        return self.fragments.get(headers.get("HX-Target", ""), "")

    def render(self, *, status: int = 200, **more: Any) -> HttpResponse:
        part = self.fragment()
        # A part that several pages share is a template of its own.
        name = part if part.endswith(".html") else f"{self.template}#{part}" if part else self.template
        page = {"title": self.page_title()}
        response = render(self.request, name, {**self.context(), "page": page, **more}, status=status)
        if self.fragments:
            patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response
