"""What a person chooses before a plan is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.territory.models import Organisation
    from pusaq_core.norms.norm import Norm


class PlanningForm(forms.Form):
    """UGEL, school year and norm; what has one choice only is not asked."""

    ugel = forms.MultipleChoiceField(label=_("UGEL"), widget=forms.CheckboxSelectMultiple)
    anio = forms.TypedChoiceField(label=_("Año escolar"), coerce=int)
    norma = forms.ChoiceField(label=_("Norma"))

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[Organisation],
        years: Sequence[int],
        norms: Sequence[Norm],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
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
