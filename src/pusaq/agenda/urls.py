from django.urls import path

from pusaq.agenda.pages.activity import ActivityPage
from pusaq.agenda.pages.agenda import Agenda
from pusaq.agenda.pages.subscription import CalendarFile, RevokeFeed, Subscription

app_name = "agenda"
urlpatterns = [
    path("", Agenda.as_view(), name="agenda"),
    path("suscripcion/", Subscription.as_view(), name="subscription"),
    path("suscripcion/<uuid:feed_id>/anular/", RevokeFeed.as_view(), name="revoke_feed"),
    path("ics/<str:secret>.ics", CalendarFile.as_view(), name="ics"),
    path("<uuid:activity_id>/", ActivityPage.as_view(), name="activity"),
]
