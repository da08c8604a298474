"""Who meets whom: a minimum-cost flow from organizations through needs, experts and hours to tables.

Everything but "one organization at two tables at once" is in the network, so its value bounds every plan. Needs of
organizations that can come at the same hours share their nodes, which makes 0.9 million arcs of 8.7 million. An
organization's k-th session earns a step more than its next one, and a step is more than all fits together. That is
enough for the flow to be lexicographic: what organizations may get is an integral polymatroid, in which one and the
same distribution is the best for every worth that falls from session to session (Frank and Murota, 2022), so that no
level has to outweigh the next one's sum. Costs are whole numbers; the fit keeps as many digits as fit beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from brigade.solver.problem import Id, Need, Problem
from brigade.solver.room import Room

LEVELS = 3  # sessions of an organization that are told apart; further ones earn what the third does
MOST = 1 << 61  # the engine multiplies costs by the number of nodes; beyond this it refuses
FINEST = 1_000_000  # parts of 1 that a fit is rounded to, where there is room for as many

Pattern = frozenset[Id]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Need → expert, and need → an hour at which only its organization may be asked elsewhere too.

    `bound`: fit that no plan with as many sessions of each level can exceed.
    """

    chosen: Mapping[Id, Id]
    hours: Mapping[Id, Id]
    bound: float


@dataclass(slots=True)
class _Net:
    """Arcs as the engine wants them, and what each means."""

    tails: list[int]
    heads: list[int]
    capacities: list[int]
    costs: list[int]
    nodes: dict[tuple[object, ...], int]

    def node(self, *key: object) -> int:
        return self.nodes.setdefault(key, len(self.nodes))

    def arc(self, tail: int, head: int, capacity: int = 1, cost: int = 0) -> int:
        self.tails.append(tail)
        self.heads.append(head)
        self.capacities.append(capacity)
        self.costs.append(cost)
        return len(self.costs) - 1


def weight(problem: Problem, need: Need, expert: Id) -> float:
    """The fit, and for whoever was told of this expert what keeping them is worth."""
    shown = problem.shown.get(need.id)
    return need.fits[expert] + (problem.stability if shown is not None and shown.expert == expert else 0.0)


def pair(room: Room) -> Pairs:
    """The best pairs there are; without any, none."""
    net = _Net([], [], [], [], {})
    source, sink = net.node("source"), net.node("sink")
    meanings = _meetings(room, net)
    if not meanings:
        return Pairs({}, {}, 0.0)
    organizations = {need.organization for need in room.needs}
    scale = _scale(len(room.needs), 2 * len(net.nodes) + 4 * len(organizations))
    for (need, expert), arc in meanings.items():
        net.costs[arc] = -round(scale * weight(room.problem, room.by_id[need], expert))
    _reward(room, net, source, scale, organizations)
    _hours(room, net, sink)
    flows = _solve(net, source, sink)
    chosen = {need: expert for (need, expert), arc in meanings.items() if flows[arc]}
    fit = sum(weight(room.problem, room.by_id[need], expert) for need, expert in chosen.items())
    return Pairs(chosen, _timed(room, chosen, net, flows), fit)


def _timed(room: Room, chosen: Mapping[Id, Id], net: _Net, flows: list[int]) -> dict[Id, Id]:
    """The hours that the flow went through; those who can come at the same hours share them out as they come."""
    names, found = {number: key for key, number in net.nodes.items()}, {}
    hours: defaultdict[tuple[object, ...], list[Id]] = defaultdict(list)
    for tail, head, flow in zip(net.tails, net.heads, flows, strict=True):
        if flow and names[head][0] == "hour":
            hours[names[tail]].append(names[head][2])  # type: ignore[arg-type]
    for need, expert in chosen.items():
        found[need] = hours["meets", room.can_come(room.by_id[need]), expert].pop()
    return found


def _meetings(room: Room, net: _Net) -> dict[tuple[Id, Id], int]:
    """Need → expert, for each pair with an hour in common; the expert as seen by all who can come at the same hours."""
    found = {}
    for need in room.needs:
        pattern = room.can_come(need)
        for expert in need.fits:
            if pattern & room.open.get(expert, frozenset()):
                found[need.id, expert] = net.arc(net.node("need", need.id), net.node("meets", pattern, expert))
    return found


def _reward(room: Room, net: _Net, source: int, scale: int, organizations: set[Id]) -> None:
    """Source → organization, one arc for each session it may get, worth less from level to level; then its needs."""
    for organization in sorted(organizations, key=str):
        mine, has = net.node("organization", organization), room.has[organization]
        for number in range(room.left(organization)):
            net.arc(source, mine, cost=-_worth(has + number, len(room.needs), scale))
    for need in room.needs:
        if ("need", need.id) in net.nodes:
            net.arc(net.node("organization", need.organization), net.node("need", need.id))


def _hours(room: Room, net: _Net, sink: int) -> None:
    """An expert's node → their hours that suit, each once; an hour → its tables."""
    for key in [key for key in net.nodes if key[0] == "meets"]:
        _kind, pattern, expert = key
        assert isinstance(pattern, frozenset)
        for slot in sorted(pattern & room.open[expert], key=str):  # type: ignore[index]
            net.arc(net.nodes[key], net.node("hour", expert, slot))
    for key in [key for key in net.nodes if key[0] == "hour"]:
        net.arc(net.nodes[key], net.node("tables", key[2]))
    for slot, tables in room.tables.items():
        if ("tables", slot) in net.nodes:
            net.arc(net.node("tables", slot), sink, tables)


def _worth(level: int, needs: int, scale: int) -> int:
    """As many steps as levels are left, each more than every fit together: 1.5 is the most a pair weighs."""
    return max(1, LEVELS - level) * (2 * needs * scale + 1)


def _scale(needs: int, nodes: int) -> int:
    """The finest rounding of fits with which no cost leaves the engine's range."""
    scale = FINEST
    while scale > 10 and _worth(0, needs, scale) * nodes > MOST:
        scale //= 10
    return scale


def _solve(net: _Net, source: int, sink: int) -> list[int]:
    """As much flow as pays: every unit does, so the most of all, and among those the cheapest."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    engine = SimpleMinCostFlow()
    engine.add_arcs_with_capacity_and_unit_cost(net.tails, net.heads, net.capacities, net.costs)
    units = sum(capacity for tail, capacity in zip(net.tails, net.capacities, strict=True) if tail == source)
    engine.add_arcs_with_capacity_and_unit_cost([source], [sink], [units], [0])
    engine.set_node_supply(source, units)
    engine.set_node_supply(sink, -units)
    status = engine.solve()
    assert status == engine.OPTIMAL, status
    return [int(flow) for flow in engine.flows(range(len(net.costs)))]

