"""What a WSGI server loads: `gunicorn wsgi:app`."""

import gc

from brigade import create_app

app = create_app()
gc.collect()
gc.freeze()  # what lives as long as the process is not looked through again at each collection: a tenth of a booking
