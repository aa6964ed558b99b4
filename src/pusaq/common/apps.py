from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "pusaq.common"
    label = "common"
