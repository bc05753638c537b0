from django.apps import AppConfig
from django.db.models.signals import post_save


class ExperienceConfig(AppConfig):
    name = "kadry.experience"

    def ready(self) -> None:
        """A workbook writes rows past every model: once one is stored or taken back, its cases are made searchable anew."""
        from kadry.exchange.models import Import
        from kadry.experience.indexing import index_import

        post_save.connect(index_import, sender=Import, dispatch_uid="experience.index")
