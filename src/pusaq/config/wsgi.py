import os

from django.core.wsgi import get_wsgi_application

from pusaq.config.rooms import house

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusaq.config.settings")

application = get_wsgi_application()
house()  # a room that says what is not there stops the server, not the first reader
