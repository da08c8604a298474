"""The labelled sets of tests/data, where the checkout has them, and the demo brigade of which they speak."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brigade.config import ROOT
from brigade.matching import Expert, Need, Specialty

DATA = ROOT / "tests" / "data"
DEMO = Path(__file__).parent / "demo"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A need with what a person who knows the brigade would answer; `grades`: expert → 2 best, 1 acceptable."""

    id: str
    kind: str
    need: Need
    specialties: frozenset[str]
    grades: Mapping[str, int]

    @property
    def off_topic(self) -> bool:
        """Nothing a brigade of digital experts can be asked, or nothing said at all."""
        return self.kind == "off-topic"


def needs(half: str) -> list[Labelled]:
    """The labelled needs of a half, "tune" or "kept"; none where the product was installed without its tests."""
    path = DATA / f"needs_{half}.toml"
    return [_labelled(n) for n in _read(path)["need"]] if path.exists() else []


def pairs() -> list[tuple[str, str]]:
    """The same need in French and in English, title and description joined."""
    told = _read(DATA / "pairs.toml")["pair"]
    return [(f"{p['fr_title']}\n{p['fr_description']}", f"{p['en_title']}\n{p['en_description']}") for p in told]


def specialties() -> list[Specialty]:
    """The demo's specialties."""
    return [
        Specialty(
            s["slug"],
            s["domain"],
            {lang: s[lang] for lang in ("fr", "en")},
            {lang: tuple(s[f"synonyms_{lang}"]) for lang in ("fr", "en")},
        )
        for s in _read(DEMO / "specialties.toml")["specialty"]
    ]


def experts() -> list[Expert]:
    """The demo's experts."""
    return [
        Expert(
            e["slug"],
            frozenset(e["main"]),
            frozenset(e["secondary"]),
            frozenset(e["languages"]),
            "\n".join(e[f"{part}_{lang}"] for part in ("headline", "bio") for lang in ("fr", "en")),
        )
        for e in _read(DEMO / "experts.toml")["expert"]
    ]


def _labelled(told: Mapping[str, Any]) -> Labelled:
    grades = dict.fromkeys(told["experts_also"], 1) | dict.fromkeys(told["experts_best"], 2)
    need = Need(told["title"], told["description"], frozenset(), told["language"])
    return Labelled(told["id"], told["kind"], need, frozenset(told["specialties"]), grades)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
