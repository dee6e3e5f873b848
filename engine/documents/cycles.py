"""Cycles and long chains in a graph, found without recursion. Knows nothing of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Node = TypeVar("Node")


def find_cycles(nodes: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> list[list[Node]]:
    """At least one cycle of every tangle of cycles, none where there is none; each from its first node on.

    A depth-first walk: an edge back to a node that is still open closes a cycle.
    """
    found: list[list[Node]] = []
    done: set[Node] = set()
    for start in nodes:
        if start in done:
            continue
        trail: dict[Node, None] = {start: None}
        stack = [iter(following(start))]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                done.add(trail.popitem()[0])
            elif node in trail:
                open_nodes = list(trail)
                found.append(open_nodes[open_nodes.index(node) :])
            elif node not in done:
                trail[node] = None
                stack.append(iter(following(node)))
    return found


def chain_lengths(nodes: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> dict[Node, int]:
    """How many steps the longest way from each node has; nodes that lead into a cycle are left out."""
    waits: dict[Node, int] = {}
    before: dict[Node, list[Node]] = {}
    lengths: dict[Node, int] = {}
    for node in nodes:
        after = set(following(node))
        waits[node] = len(after)
        for each in after:
            before.setdefault(each, []).append(node)
    ready = [node for node in {*waits, *before} if not waits.get(node)]
    while ready:
        node = ready.pop()
        lengths.setdefault(node, 0)
        for each in before.get(node, ()):
            lengths[each] = max(lengths.get(each, 0), lengths[node] + 1)
            waits[each] -= 1
            if not waits[each]:
                ready.append(each)
    return {node: length for node, length in lengths.items() if not waits.get(node)}
