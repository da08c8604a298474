"""The judge: every rule once more, read off the problem and the places, without a line in common with the solver."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from brigade.solver.problem import Place, Problem


def check(problem: Problem, places: Sequence[Place]) -> list[str]:
    """Every rule that these places break, in words; none for a lawful plan."""
    wrong: list[str] = []
    needs = {need.id: need for need in problem.needs}
    experts = {expert.id: expert for expert in problem.experts}
    slots = {slot.id: slot for slot in problem.slots}
    fixed = set(problem.fixed)
    for place in places:
        if place.need not in needs or place.expert not in experts or place.slot not in slots:
            wrong.append(f"{place} names what the problem does not have")
            continue
        need, expert = needs[place.need], experts[place.expert]
        if place in fixed:
            continue
        if place.expert not in need.fits:
            wrong.append(f"{place}: this expert is not allowed for this need")
        if place.slot not in expert.open:
            wrong.append(f"{place}: the expert is not there")
        if place.slot in need.absent:
            wrong.append(f"{place}: the organization cannot come")
        if place.slot in problem.taken.get(need.organization, frozenset()):
            wrong.append(f"{place}: the organization has another session then")
    known = [place for place in places if place.need in needs and place.expert in experts and place.slot in slots]
    for one, other in combinations(sorted(known, key=lambda each: str(each.slot)), 2):
        if one.need == other.need:
            wrong.append(f"{one.need} is placed twice")
        if one.slot != other.slot:
            continue
        if one.expert == other.expert:
            wrong.append(f"{one.expert} is booked twice at {one.slot}")
        if needs[one.need].organization == needs[other.need].organization:
            wrong.append(f"{needs[one.need].organization} is at two tables at {one.slot}")
        tables = experts[one.expert].table, experts[other.expert].table
        if tables[0] is not None and tables[0] == tables[1] and one.expert != other.expert:
            wrong.append(f"table {tables[0]} is taken twice at {one.slot}")
    wrong += [f"{place} had to stay" for place in problem.fixed if place not in places]
    for slot in slots:
        used, room = sum(place.slot == slot for place in known), problem.tables.get(slot, 0)
        if used > room:
            wrong.append(f"{used} sessions at {slot}, but {room} tables")
    for organization in {need.organization for need in problem.needs}:
        own = [place for place in known if needs[place.need].organization == organization]
        free = [place for place in own if place not in fixed]
        outside = max(len(problem.taken.get(organization, ())), 1 if organization in problem.first_sessions_done else 0)
        if free and len(own) + outside > problem.caps.get(organization, problem.organization_cap):
            wrong.append(f"{organization} has more sessions than its cap")
    for name, expert in experts.items():
        for day in {slot.day for slot in slots.values()}:
            here = [place for place in known if place.expert == name and slots[place.slot].day == day]
            free = [place for place in here if place not in fixed]
            if not free:
                continue
            if expert.day_cap is not None and len(here) > expert.day_cap:
                wrong.append(f"{name} has more sessions on day {day} than their cap")
            times = sorted(slots[place.slot].index for place in here)
            mine = {slots[place.slot].index for place in free}
            for first, second in combinations(times, 2):
                if second - first <= expert.gap and {first, second} & mine:
                    wrong.append(f"{name} has no gap between {first} and {second} on day {day}")
            if expert.pause_after is not None:
                for start in times:
                    run = set(range(start, start + expert.pause_after + 1))
                    if run <= set(times) and run & mine:
                        wrong.append(f"{name} has no pause after {start} on day {day}")
    return wrong
