"""What a booking says to the calendars of its people, and what those calendars answer.

Pure: plain values in, bytes out (and back). No Flask, no database, no clock: the caller gives `stamp`, so the
same event always gives the same bytes.
"""
