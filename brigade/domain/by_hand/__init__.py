"""Arranging by hand, on the board: the same acts as everybody's, on behalf of others, and four of its own.

`placing`: book, move, swap and cancel, each refused when the board that was looked at is old. `overriding`: rules set
aside in sight of all. `locking`: no arranging moves this one. `undoing`: the last act, while nothing has left.
"""
