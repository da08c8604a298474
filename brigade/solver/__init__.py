"""Arranging a whole event as well as can be: who meets whom (`pairs`), when (`times`), with few breaks (`breaks`).

Three stages, each proven on its own (SOLVER.md measured the alternatives): a minimum-cost flow is exact for first
sessions and fit, and integral; a SAT solver finds hours for its pairs, and when it does the first two goals are proven
optimal; CP-SAT finds fewer breaks and changes for those pairs while there is time. Where the flow asked too much (day
caps, pauses, one table shared by two), `whole` decides pairs and hours at once, with the gap to the flow's bound said.
`check` judges the result and shares no code with the rest.

Discarded: one constraint model for everything (1.4 % from the best after a minute on the demo's size, 14 % when full).
Engines are imported where they are used, and only in the process that solves.
"""
