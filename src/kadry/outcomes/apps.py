from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "kadry.outcomes"
