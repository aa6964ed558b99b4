from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "pusaq.territory"
    label = "territory"
