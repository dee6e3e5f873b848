"""Cycles in a graph, found without recursion. Knows nothing of documents."""

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
