"""What may happen: one public function is one thing a person can do.

Each checks, changes rows, writes the journal and posts letters to the outbox; it takes the time and the person as
arguments, raises `Refusal`, and never commits, sends, or knows who is asking over HTTP.
"""
