from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "pusaq.library"
    label = "library"
