from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "pusaq.people"
    label = "people"
