from django.apps import AppConfig


class AccompanimentConfig(AppConfig):
    name = "pusaq.accompaniment"
    label = "accompaniment"
