"""Arranging a whole event as well as can be: who meets whom (`pairs`), when (`times`), with few breaks (`breaks`).

Three stages, each proven on its own: a minimum-cost flow is exact for first sessions and fit, and integral; a search or
a SAT solver finds hours for its pairs, and then the first two goals are proven optimal; a search finds fewer breaks and
changes for those pairs while a MaxSAT solver beside it proves how few there can be. Where the flow asked too much (day
caps, pauses, one table shared by two), `whole` decides pairs and hours at once, with the gap to the flow's bound said.
`value` adds an hour that nobody gives yet and arranges again. `check` judges the result and shares no code with these.

Discarded: one constraint model for everything (1.4 % from the best after a minute on the demo's size, 14 % when full).
Engines are imported where they are used, and only in the process that solves.
"""
