"""The commands of ``kadry``: one module each, with ``add_arguments(parser)`` and ``run(options) -> int``."""
