"""What gunicorn loads, in each of its processes: the application of the home that the environment names."""

from __future__ import annotations

from index.settings import load
from server.app import create_app
from server.library import warming

application = create_app(load())
warming.begin(application.extensions["vitrine"].home.index)
