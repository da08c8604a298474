"""What a page shows, read in a fixed number of queries whatever the number of rows."""
