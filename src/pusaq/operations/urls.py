from django.urls import path

from pusaq.operations.pages.deliveries import Deliveries, RetryDeliveries
from pusaq.operations.pages.jobs import Jobs, OperationsJob
from pusaq.operations.pages.loads import Loads
from pusaq.operations.pages.state import State

app_name = "operations"
urlpatterns = [
    path("", State.as_view(), name="state"),
    path("trabajos/", Jobs.as_view(), name="jobs"),
    path("trabajos/<uuid:job_id>/", OperationsJob.as_view(), name="job"),
    path("entregas/", Deliveries.as_view(), name="deliveries"),
    path("entregas/reintentar/", RetryDeliveries.as_view(), name="retry"),
    path("cargas/", Loads.as_view(), name="loads"),
]
