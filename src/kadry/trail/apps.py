from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TrailConfig(AppConfig):
    name = "kadry.trail"

    def ready(self) -> None:
        """Every room's ``figures.py`` registers its figures."""
        autodiscover_modules("figures")
