"""Settings of the tests: those of the product, with a folder and a database of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ["LANGUAGE"] = "es"  # what the command says is compared in Spanish, wherever the tests run
os.environ["PUSAQ_HOME"] = tempfile.mkdtemp(prefix="pusaq-test-")
os.environ["PUSAQ_SECRET_KEY"] = "for tests only: it signs nothing else 0123456789"  # noqa: S105  (signs nothing but tests)
os.environ.setdefault("PUSAQ_DATABASE_URL", f"sqlite:///{os.environ['PUSAQ_HOME']}/pusaq.sqlite3")

from pusaq.config.settings import *  # noqa: F403  (the environment must be set before)
from pusaq.config.settings import DATABASES, STATIC_ROOT, STORAGES

atexit.register(shutil.rmtree, os.environ["PUSAQ_HOME"], ignore_errors=True)
STATIC_ROOT.mkdir(parents=True)  # whitenoise complains of a missing folder
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # On disk, not in memory: threads and processes of a test meet in it as they do in the product.
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['PUSAQ_HOME']}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
