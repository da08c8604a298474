"""What a WSGI server loads: `gunicorn wsgi:app`."""

from brigade import create_app

app = create_app()
