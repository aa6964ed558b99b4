from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "pusaq.shell"
    label = "shell"
