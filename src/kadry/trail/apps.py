from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TrailConfig(AppConfig):
    name = "kadry.trail"

    def ready(self) -> None:
        """Every room's ``figures.py`` registers its figures, and its ``dimensions.py`` how what they are cut by is called."""
        autodiscover_modules("figures", "dimensions")
