"""Before the event: an edition, its grid, tables and specialties, and what is missing before it can open."""
