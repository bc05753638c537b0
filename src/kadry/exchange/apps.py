from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "kadry.exchange"

    def ready(self) -> None:
        """Every room's ``sheets.py`` declares the sheets it takes in, its ``papers.py`` the files."""
        autodiscover_modules("sheets", "papers")
