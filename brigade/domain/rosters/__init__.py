"""Bringing many people in at once, from a file: `reading` says which rows are good, `gathering` writes them."""
