"""The picture of the README: what a proposal and first come, first served make of the same events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

WIDTH, ROW, LEFT, FULL = 760, 22, 210, 380
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}"
  role="img" aria-labelledby="t">
<title id="t">Fit and breaks of a proposal, and of first come, first served, on three events</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #16171f } .b { font-weight: 700 }
.ours { fill: #3a3fb0 } .theirs { fill: #b9b6ad }
@media (prefers-color-scheme: dark) { text { fill: #f2f1ec } .ours { fill: #8d92ff } .theirs { fill: #6c6b73 } }
</style>
<rect class="ours" x="{{ left }}" y="4" width="12" height="12" rx="3"/><text x="{{ left + 18 }}" y="15">proposal</text>
<rect class="theirs" x="{{ left + 110 }}" y="4" width="12" height="12" rx="3"/>
<text x="{{ left + 128 }}" y="15">first come, first served</text>
{%- for bar in bars %}
{% if bar.title %}<text class="b" x="0" y="{{ bar.y + 13 }}">{{ bar.title }}</text>{% endif -%}
<text x="{{ left - 12 }}" y="{{ bar.y + 13 }}" text-anchor="end">{{ bar.label }}</text>
<rect class="{{ bar.whose }}" x="{{ left }}" y="{{ bar.y }}" width="{{ [bar.width, 2]|max }}" height="16" rx="3"/>
<text x="{{ left + bar.width + 8 }}" y="{{ bar.y + 13 }}">{{ bar.value }}</text>
{%- endfor %}
</svg>
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One event: (proposal, first come) each."""

    size: str
    fit: tuple[float, float]
    breaks: tuple[int, int]


def draw(events: Sequence[Compared], target: Path) -> None:
    """Write the picture; each kind of figure of an event has its own scale."""
    bars, y = [], 34.0
    for event in events:
        for label, pair, title in (("fit", event.fit, event.size), ("breaks", event.breaks, "")):
            for whose, value in zip(("ours", "theirs"), pair, strict=True):
                bars.append({
                    "y": y, "whose": whose, "width": round(FULL * value / max(pair)), "value": f"{value:g}",
                    "label": label if whose == "ours" else "", "title": title if whose == "ours" else "",
                })  # fmt: skip
                y += ROW
            y += 6
        y += 12
    template = Environment(autoescape=True, trim_blocks=True).from_string(DRAWING)
    target.write_text(template.render(bars=bars, width=WIDTH, height=round(y), left=LEFT), encoding="utf-8")
