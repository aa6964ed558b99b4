from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "pusaq.agenda"
    label = "agenda"
