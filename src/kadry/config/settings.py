"""One settings file; what differs between machines comes from the environment.

KADRY_HOME      where the database, files and runs live (default: ``var`` beside the project)
KADRY_TODAY     the day to work on, ISO; unset means the machine's own day (the demo sets 2026-06-15)
KADRY_DEMO      1 opens "Enter as" and marks every page as synthetic
KADRY_SECRET    the signing key; unset, one is made once and kept in KADRY_HOME
KADRY_HOSTS     host names served, separated by commas
KADRY_HTTPS     1 when served behind HTTPS: secure cookies and HSTS
KADRY_REGION    code of the region served (default 50, Moscow oblast)
KADRY_SITE      the address letters lead to (default http://localhost:8000)
KADRY_MAIL      smtp://user:password@host:port (or smtps://) to send letters by; unset, letters are kept as files to send by hand
KADRY_MAIL_FROM whom letters are from
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parents[1]
HOME = Path(os.environ.get("KADRY_HOME", PROJECT / "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    if key := os.environ.get("KADRY_SECRET"):
        return key
    path = HOME / "secret"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("KADRY_DEBUG") == "1"
DEMO = os.environ.get("KADRY_DEMO") == "1"
TODAY = os.environ.get("KADRY_TODAY", "")
REGION = os.environ.get("KADRY_REGION", "50")
HTTPS = os.environ.get("KADRY_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("KADRY_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

# The order is the order of imports: the ground, then the chain, then those who look at all of it.
ROOMS = [
    "web", "trail", "people", "exchange", "reference", "registry",
    "demand", "training", "planning", "placement", "recruiting", "outcomes", "support", "experience", "board", "desk",
]  # fmt: skip

INSTALLED_APPS = [
    *[f"kadry.{room}" for room in ROOMS],
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "rules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kadry.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kadry.trail.middleware.log_personal_views",
]

ROOT_URLCONF = "kadry.config.urls"
WSGI_APPLICATION = "kadry.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # The partials' own AppConfig would replace these loaders and cotton tags would come out as raw text.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kadry.web.templatetags.words",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kadry.trail.context.page",
                "kadry.desk.context.thread",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "kadry.sqlite3",
        "OPTIONS": {
            # Measured: without IMMEDIATE, half of concurrent writers fail with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                "PRAGMA cache_size=-20000;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"

SITE = os.environ.get("KADRY_SITE", "http://localhost:8000").rstrip("/")
MAIL = urlsplit(os.environ.get("KADRY_MAIL", ""))
MAIL_FROM = os.environ.get("KADRY_MAIL_FROM", "kadry@localhost")
EMAIL_HOST, EMAIL_PORT = MAIL.hostname or "localhost", MAIL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
EMAIL_USE_SSL = MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 20

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
TIME_ZONE = "Europe/Moscow"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 100 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DJANGO_TABLES2_TEMPLATE = "web/table.html"
COTTON_DIR = "cotton"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_links": {"()": "kadry.board.logs.NoLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # These name addresses; cut here, no other handler gets a link either.
        "django.request": {"filters": ["no_links"]},
        "django.security.csrf": {"filters": ["no_links"]},
        "django.server": {"filters": ["no_links"], "handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
