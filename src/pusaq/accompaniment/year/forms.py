"""What a person chooses before a plan is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.territory.models import Organisation
    from pusaq_core.norms.norm import Norm


class PlanningForm(forms.Form):
    """UGEL, school year, norm and first day; what has one choice only is not asked."""

    ugel = forms.MultipleChoiceField(label=_("UGEL"), widget=forms.CheckboxSelectMultiple)
    anio = forms.TypedChoiceField(label=_("Año escolar"), coerce=int)
    norma = forms.ChoiceField(label=_("Norma"))
    desde = forms.DateField(
        label=_("Desde qué día se calcula de nuevo"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Lo anterior queda como está en las agendas, con lo hecho y lo movido; lo que no se hizo se debe "
            "otra vez. Vacío: desde el primer día posible; todo el año, si todavía no empieza."
        ),
    )

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[Organisation],
        years: Sequence[int],
        norms: Sequence[Norm],
        going_on: dt.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if going_on is None:
            # No plan of theirs is published: there is nothing that could stay.
            del self.fields["desde"]
        else:
            self.fields["desde"].initial = going_on
            self.fields["desde"].widget.attrs["min"] = going_on.isoformat()
        self.organisations = {str(one.pk): one for one in organisations}
        choices: dict[str, list[tuple[Any, Any]]] = {
            "ugel": [(pk, str(one)) for pk, one in self.organisations.items()],
            "anio": [(year, year) for year in years],
            "norma": [(norm.id, norm.title) for norm in norms],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
            if len(options) == 1:
                field.widget = forms.MultipleHiddenInput() if name == "ugel" else forms.HiddenInput()
                field.initial = [options[0][0]] if name == "ugel" else options[0][0]

    def given(self) -> list[tuple[Any, str]]:
        """What is not asked, because there is one choice only: its name and its value."""
        fields: list[Any] = [self.fields[name] for name in ("ugel", "anio", "norma")]
        return [(field.label, str(field.choices[0][1])) for field in fields if len(field.choices) == 1]

    def chosen(self) -> list[Organisation]:
        return [self.organisations[pk] for pk in self.cleaned_data["ugel"]]
