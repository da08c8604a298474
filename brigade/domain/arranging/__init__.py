"""Arranging a whole event: ask for a proposal, review it, take its places, tell those concerned, or take it all back.

| file | act |
|---|---|
| `runs` | ask, stop; and what the process that solves reports |
| `problem` | rows → the solver's values |
| `one_more` | who could be asked for an hour more |
| `keeping` | the solver's answer → a proposal's lines |
| `review` | accept, refuse, lock a line; drop a draft |
| `applying` | take the places of every line that the guard lets pass |
| `publishing` | tell those concerned |
| `undoing` | back to before |
"""
