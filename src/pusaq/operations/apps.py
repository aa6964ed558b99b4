from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "pusaq.operations"
    label = "operations"
