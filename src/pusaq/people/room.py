from django.utils.translation import gettext_lazy as _

from pusaq.common.demands import Demand
from pusaq.common.domain.search import follow_change
from pusaq.common.house import Room, Served, later, now
from pusaq.common.ports import LINKS, SEARCH
from pusaq.people import about_school, account, links, search, today
from pusaq.people.domain.places import follow_registry
from pusaq.people.events import AppointmentChanged, StaffLoaded
from pusaq.shell.ports import ACCOUNT, TODAY
from pusaq.territory.events import RegistryLoaded
from pusaq.territory.ports import ABOUT_SCHOOL

# Pages of the library of accounts; the rest of it stays shut.
ENTRANCE = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
)
OWN_SAFETY = (
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)

ROOM = Room(
    "people",
    answers=(
        TODAY.by(today),
        ABOUT_SCHOOL.by(about_school),
        ACCOUNT.by(account),
        SEARCH.by(search),
        LINKS.by(links),
    ),
    follows=(
        now(RegistryLoaded.kind, follow_registry),
        later(StaffLoaded.kind, follow_change),
        later(AppointmentChanged.kind, follow_change),
    ),
    says={
        "people.staff_loaded": _("Se cargaron plazas o acompañantes"),
        "people.appointment_changed": _("Cambió quién ocupa una plaza"),
    },
    serves=(Served("cuenta/", "allauth.urls"), Served("", "pusaq.people.urls")),
    api="pusaq.people.api.router",
    opens={
        **dict.fromkeys(ENTRANCE, Demand.ANYBODY),
        **dict.fromkeys(OWN_SAFETY, Demand.ACCOUNT),
    },
)
