from django.urls import path

from pusaq.accompaniment.caseloads.pages.caseloads import CaseloadMap, Caseloads
from pusaq.accompaniment.caseloads.shown.of_service import accompanied_by
from pusaq.accompaniment.targeting.pages.decision import WhyThisService
from pusaq.accompaniment.targeting.pages.targeting import Targeting
from pusaq.accompaniment.year.pages.caseload import CaseloadPage
from pusaq.accompaniment.year.pages.planning import Calculate, CancelJob, JobPage
from pusaq.accompaniment.year.pages.publishing import PublishPlan
from pusaq.accompaniment.year.pages.ugel_year import UgelYear
from pusaq.accompaniment.year.pages.year import CaseloadYear

app_name = "accompaniment"
urlpatterns = [
    path("focalizacion/", Targeting.as_view(), name="targeting"),
    path(
        "focalizacion/<uuid:decision>/",
        WhyThisService.as_view(accompanied_by=accompanied_by),
        name="decision",
    ),
    path("carteras/", Caseloads.as_view(), name="caseloads"),
    path("carteras/mapa/<uuid:plan_id>.json", CaseloadMap.as_view(), name="caseload_map"),
    path("carteras/<uuid:caseload_id>/", CaseloadPage.as_view(), name="caseload"),
    path("carteras/<uuid:caseload_id>/anio/", CaseloadYear.as_view(), name="caseload_year"),
    path("plan/", UgelYear.as_view(), name="ugel_year"),
    path("plan/calcular/", Calculate.as_view(), name="calculate"),
    path("plan/<uuid:plan_id>/publicar/", PublishPlan.as_view(), name="publish"),
    path("calculos/<uuid:job_id>/", JobPage.as_view(), name="job"),
    path("calculos/<uuid:job_id>/detener/", CancelJob.as_view(), name="cancel_job"),
]
