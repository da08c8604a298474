"""Need × expert → score and reasons, from plain values alone.

Words lead to specialties (`suggest`), specialties to experts (`rank`), and one table of weights says what each part is
worth. What was tried, measured on the sentences of examples.toml, each left out of what was learned (five folds):

| engine | a right specialty in three | first | off-topic told so |
|---|---|---|---|
| 1,492 sentences: mean of the five nearest examples, for subjects with a word in common | 60 % | 46 % | 81 % |
| the same, for all subjects | 62 % | 47 % | 81 % |
| a linear (ridge) classifier over the encoder's vectors | 53 % | 42 % | 80 % |
| each subject's mean vector | 51 % | 40 % | 81 % |
| a kernel over the examples | 67 % | 52 % | 89 % |
| 1,923 sentences: the same (what is used) | 75 % | 62 % | 91 % |
| words and phrases, stems, synonyms, spelling, without the encoder | 61 % | 45 % | 74 % |

Needs are longer than these sentences and easier: tests/data/README.md has the figures for the labelled needs,
`python -m tests.matching.evaluate` makes them. Discarded besides: full text of the databases (SQLite and PostgreSQL
stem French differently), and larger encoders (91 MB for a few needs in a hundred).
"""

from brigade.matching.index import Index, build
from brigade.matching.rank import one_more, rank
from brigade.matching.suggest import suggest
from brigade.matching.values import Expert, Match, Need, Obstacle, Reason, Specialty, Suggestion, Times
from brigade.matching.weights import DEFAULT, Weights

__all__ = [
    "DEFAULT",
    "Expert",
    "Index",
    "Match",
    "Need",
    "Obstacle",
    "Reason",
    "Specialty",
    "Suggestion",
    "Times",
    "Weights",
    "build",
    "one_more",
    "rank",
    "suggest",
]
