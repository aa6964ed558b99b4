"""Every address of the product and what it demands, written out: who changes one sees it here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver

from pusaq.common.roles import Demand, matrix

ADDRESSES = r"""
[anybody]
api:openapi-json /api/v1/openapi.json
account_login /cuenta/login/
account_logout /cuenta/logout/
account_inactive /cuenta/inactive/
account_signup /cuenta/signup/
account_reauthenticate /cuenta/reauthenticate/
account_reset_password /cuenta/password/reset/
account_reset_password_from_key_done /cuenta/password/reset/key/done/
account_reset_password_from_key /cuenta/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$
account_reset_password_done /cuenta/password/reset/done/
mfa_authenticate /cuenta/2fa/authenticate/
mfa_reauthenticate /cuenta/2fa/reauthenticate/
socialaccount_login_cancelled /cuenta/3rdparty/login/cancelled/
socialaccount_login_error /cuenta/3rdparty/login/error/
socialaccount_signup /cuenta/3rdparty/signup/
openid_connect_login /cuenta/oidc/^(?P<provider_id>[^/]+)/login/
openid_connect_callback /cuenta/oidc/^(?P<provider_id>[^/]+)/login/callback/
agenda:ics /agenda/ics/<str:secret>.ics
shell:choose_language /idioma/
people:demo_sign_in /demostracion/entrar/
shell:components /componentes/
shell:example_table /componentes/tabla/
public:in_figures /en-cifras/
[account]
api:me /api/v1/me
api:api-root /api/v1/
account_change_password /cuenta/password/change/
account_set_password /cuenta/password/set/
mfa_index /cuenta/2fa/
mfa_activate_totp /cuenta/2fa/totp/activate/
mfa_deactivate_totp /cuenta/2fa/totp/deactivate/
mfa_view_recovery_codes /cuenta/2fa/recovery-codes/
mfa_generate_recovery_codes /cuenta/2fa/recovery-codes/generate/
mfa_download_recovery_codes /cuenta/2fa/recovery-codes/download/
shell:help /ayuda/
shell:search /buscar/
people:account /mi-cuenta/
people:api_keys /mi-cuenta/llaves/
people:revoke_api_key /mi-cuenta/llaves/<uuid:key_id>/anular/
shell:place /territorio/cambiar/
shell:choose_place /territorio/elegir/
shell:choose_role /rol/
[home.read]
shell:home /
[targeting.read]
api:targeting_decisions /api/v1/targeting-decisions
accompaniment:targeting /acompanamiento/focalizacion/
accompaniment:decision /acompanamiento/focalizacion/<uuid:decision>/
[caseloads.read]
api:caseloads /api/v1/caseloads
accompaniment:caseloads /acompanamiento/carteras/
accompaniment:caseload_map /acompanamiento/carteras/mapa/<uuid:plan_id>.json
accompaniment:caseload /acompanamiento/carteras/<uuid:caseload_id>/
[plan.read]
api:annual_plans /api/v1/annual-plans
accompaniment:caseload_year /acompanamiento/carteras/<uuid:caseload_id>/anio/
accompaniment:ugel_year /acompanamiento/plan/
[plan.make]
accompaniment:calculate /acompanamiento/plan/calcular/
accompaniment:job /acompanamiento/calculos/<uuid:job_id>/
accompaniment:cancel_job /acompanamiento/calculos/<uuid:job_id>/detener/
[plan.publish]
accompaniment:publish /acompanamiento/plan/<uuid:plan_id>/publicar/
[agenda.read]
api:activities /api/v1/activities
api:activity /api/v1/activities/<activity_id>
agenda:agenda /agenda/
agenda:activity /agenda/<uuid:activity_id>/
[agenda.feed]
agenda:subscription /agenda/suscripcion/
agenda:revoke_feed /agenda/suscripcion/<uuid:feed_id>/anular/
[territory.read]
api:organisations /api/v1/organisations
api:schools /api/v1/schools
api:school /api/v1/schools/<school_id>
api:services /api/v1/services
territory:organisations /territorio/
territory:organisation /territorio/<uuid:organisation>/
territory:school /territorio/escuelas/<uuid:school>/
[norms.read]
api:norms /api/v1/norms
api:norm /api/v1/norms/<norm_id>
library:norms /normas/
library:norm /normas/<slug:norm>/
library:glossary /glosario/
[resources.read]
api:resources /api/v1/resources
api:resource /api/v1/resources/<slug:code>
library:resources /recursos/
library:resource /recursos/<slug:code>/
[operations.read]
operations:state /operaciones/
operations:jobs /operaciones/trabajos/
operations:job /operaciones/trabajos/<uuid:job_id>/
operations:deliveries /operaciones/entregas/
operations:loads /operaciones/cargas/
[operations.retry]
operations:retry /operaciones/entregas/reintentar/
[shut]
account_email /cuenta/email/
account_email_verification_sent /cuenta/confirm-email/
account_confirm_login_code /cuenta/login/code/confirm/
account_confirm_email /cuenta/^confirm-email/(?P<key>[-:\w]+)/$
socialaccount_connections /cuenta/3rdparty/
None /cuenta/social/login/cancelled/
None /cuenta/social/login/error/
None /cuenta/social/signup/
None /cuenta/social/connections/
"""
SAID = {Demand.NOTHING: "anybody", Demand.ACCOUNT: "account", None: "shut"}


def _written():
    """Lines of the table: name and path of an address to the word above it."""
    found, word = {}, ""
    for line in ADDRESSES.strip().splitlines():
        if line.startswith("["):
            word = line.strip("[]")
        else:
            found[line] = word
    return found


def _served(patterns, names="", path="/"):
    """Every address that the product answers, as a line of the table, to what it demands."""
    found = {}
    for entry in patterns:
        here = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{names}{entry.namespace}:" if entry.namespace else names
            found |= _served(entry.url_patterns, inner, here)
        elif isinstance(entry, URLPattern):
            demand = matrix().routes.get(f"{names}{entry.name}")
            found[f"{names}{entry.name} {here}"] = SAID.get(demand, demand)
    return found


def test_every_address_demands_what_is_written_here():
    assert _served(get_resolver().url_patterns) == _written()
