from django.urls import path

from pusaq.shell.pages.operations.deliveries import Deliveries, RetryDeliveries
from pusaq.shell.pages.operations.jobs import Jobs, OperationsJob
from pusaq.shell.pages.operations.loads import Loads
from pusaq.shell.pages.operations.state import State

app_name = "operations"
urlpatterns = [
    path("", State.as_view(), name="state"),
    path("trabajos/", Jobs.as_view(), name="jobs"),
    path("trabajos/<uuid:job_id>/", OperationsJob.as_view(), name="job"),
    path("entregas/", Deliveries.as_view(), name="deliveries"),
    path("entregas/reintentar/", RetryDeliveries.as_view(), name="retry"),
    path("cargas/", Loads.as_view(), name="loads"),
]
