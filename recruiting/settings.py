"""One settings file, read from the environment. docs/operations.md has the table of variables."""

import os
import sys
import warnings
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from recruiting.local import folder

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)

# With a database of one's own this is a deployment, and its key has to be given.
SECRET_KEY = env("SECRET_KEY") if "DATABASE_URL" in os.environ else folder.secret_key()
RELEASE = "0.1.0.dev0"
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Areas and what they stand on: see docs/architecture.md for who may import whom.
INSTALLED_APPS = [
    "recruiting.people",
    "recruiting.history",
    "recruiting.outbox",
    "recruiting.reminders",
    "recruiting.web",
    "recruiting.db",
    "postings",
    "postings.pipelines",
    "postings.importing",
    "candidates",
    "candidates.interviews",
    "candidates.moves",
    "candidates.board",
    "candidates.profile",
    "candidates.home",
    "candidates.search",
    "recruiting.local",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "recruiting.web.middleware.own_site_only",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recruiting.web.middleware.health",
    "recruiting.web.middleware.no_store",
    "recruiting.web.middleware.no_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "recruiting.people.middleware.session_ends",
    "recruiting.people.middleware.own_time_zone",
    "recruiting.people.middleware.sign_in_leads_back",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "recruiting.history.middleware.HistoryMiddleware",
    "recruiting.web.middleware.refusals",
    "recruiting.web.middleware.not_by_its_address",
]

ROOT_URLCONF = "recruiting.urls"
WSGI_APPLICATION = "recruiting.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "recruiting.web.context.frame",
            ],
        },
    }
]

# ---------------------------------------------------------------- database
# The application's role owns nothing; these commands need the role that owns the tables.
OWNER_COMMANDS = {"migrate", "sqlmigrate", "showmigrations", "test", "demo", "flush", "restore", "backup"}
_command = sys.argv[1] if len(sys.argv) > 1 and Path(sys.argv[0]).name == "manage.py" else ""
DATABASE_URL = env("DATABASE_URL", default="postgres://fairlead@127.0.0.1:1/fairlead")
MIGRATION_DATABASE_URL = env("MIGRATION_DATABASE_URL", default=DATABASE_URL)
warnings.filterwarnings("ignore", message="Engine not recognized")  # the sentence below says it
for _url in (DATABASE_URL, MIGRATION_DATABASE_URL):
    if not {"ENGINE", "NAME", "USER"} <= env.db_url_config(_url).keys():
        raise ImproperlyConfigured("Write a database's address as postgres://role:password@host/database")
DATABASES = {"default": env.db_url_config(MIGRATION_DATABASE_URL if _command in OWNER_COMMANDS else DATABASE_URL)}
# The role that grants are given to after every migrate (recruiting/db/grants.py).
APPLICATION_ROLE = env("APPLICATION_ROLE", default=env.db_url_config(DATABASE_URL)["USER"])

WEB_THREADS = env.int("WEB_THREADS", default=4)
_options = DATABASES["default"].setdefault("OPTIONS", {})
# Running into the lock timeout is the refusal "busy, try again", never a hanging page.
_options["options"] = "-c lock_timeout=3s"
if env.bool("DATABASE_POOL", default=False):
    # A connection for every thread of the process, or "20 simultaneous" would be fewer.
    _options["pool"] = {"min_size": 1, "max_size": WEB_THREADS, "timeout": 10}
    # Asked before it is used: else each connection from before a restart of the server costs somebody an error page.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DISABLE_SERVER_SIDE_CURSORS = env.bool("DISABLE_SERVER_SIDE_CURSORS", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DISABLE_SERVER_SIDE_CURSORS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- history
PGHISTORY_APPEND_ONLY = False  # the application's role may not change it: recruiting/db/grants.py
PGHISTORY_ADMIN_ALL_EVENTS = False

# ---------------------------------------------------------------- queue and cache
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:1/0")
KEY_PREFIX = env("KEY_PREFIX", default="fairlead")
CACHES = {
    "default": {
        "BACKEND": "recruiting.web.cache.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": KEY_PREFIX,
        "OPTIONS": {
            # A cache that is down costs time, never an answer.
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.3,
            "SOCKET_TIMEOUT": 0.5,
        },
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{KEY_PREFIX}:",
    "visibility_timeout": 600,
    "socket_connect_timeout": 0.3,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a killed worker's task comes again; every task claims first
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Everything due is asked of the database: beat only says "look again".
CELERY_BEAT_SCHEDULE = {
    "number events": {"task": "outbox.relay", "schedule": 1.0, "options": {"expires": 5}},
    "claim due reminders": {"task": "reminders.claim_due", "schedule": 2.0, "options": {"expires": 10}},
    "send what is due": {"task": "outbox.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "look at import sources": {"task": "importing.look", "schedule": 30.0, "options": {"expires": 30}},
    "read and apply imports": {"task": "importing.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "remove files that no import names": {
        "task": "importing.tidy",
        "schedule": 6 * 3600.0,
        "options": {"expires": 600},
    },
    "forget sessions": {"task": "people.forget_sessions", "schedule": 3600.0, "options": {"expires": 600}},
}

# ---------------------------------------------------------------- mail
# Without a server every message is kept in its row and can be read on the outbox page.
EMAIL_CONFIGURED = bool(env("EMAIL_URL", default=""))
if EMAIL_CONFIGURED:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Fairlead <fairlead@localhost>")
if not EMAIL_CONFIGURED:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"  # password resets of a local installation

# ---------------------------------------------------------------- people
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "recruiting.people.passwords.NotOurNames"},
]
ACCOUNT_ADAPTER = "recruiting.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by address, never self-registered
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address, a password or a second factor changes
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes a name that begins so from this very host alone, over TLS.
_host = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_host}sessionid", f"{_host}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads it
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they name people: not for a cookie
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # and no session is older: recruiting/people/middleware.py

# ---------------------------------------------------------------- safety
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Imports ask public addresses alone; what of an intranet they may ask too is named here.
IMPORT_ALLOW_HOSTS = env.list("IMPORT_ALLOW_HOSTS", default=[])
# By kind of board, who is asked in place of it: a mirror, or a server that plays it in the tests.
IMPORT_BOARD_BASES = env.dict("IMPORT_BOARD_BASES", default={})
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---------------------------------------------------------------- language, time, files
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "recruiting.formats"
TIME_ZONE = "UTC"
FORM_RENDERER = "recruiting.web.forms.Renderer"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
# A deployment collects its files once and serves them under names that hold their hash;
# a local installation serves them where they are.
warnings.filterwarnings("ignore", message="No directory at")  # whitenoise, where nothing was collected
_collected = _command == "collectstatic" or Path(STATIC_ROOT, "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not _collected
FILES_ROOT = env("FILES_ROOT", default=str(BASE_DIR / ".data" / "files"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Never served by the web server: a view asks access first.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "httpx": {"level": "WARNING"}},
}
