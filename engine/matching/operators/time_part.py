"""`field|hour: 3` and the like: a part of the time that the field holds is this number.

One operator for all parts; what differs is the part, and the way in which its number is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any, Final

from engine.matching.event import Event, Test, members
from engine.matching.operators.operator import Modifier, Operator, TimePart
from engine.matching.text import Form
from engine.matching.times import Part, moment_of, part_of

_WAYS: Final[dict[str, Callable[[int, float], bool]]] = {"": eq, "lt": lt, "lte": le, "gt": gt, "gte": ge}
_SENTENCE: Final = (
    "A part of the time that the field holds is this number; the time is ISO 8601 or since 1970, in UTC."
)


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    del form
    wanted = [(value.part, _WAYS[value.way], value.number) for value in values]

    def time_part(event: Event) -> bool:
        for member in members(event.find(field)):
            moment = moment_of(member)
            if moment is not None:
                for part, holds, number in wanted:
                    if holds(part_of(moment, part), number):
                        return True
        return False

    return time_part


def part_modifier(part: Part, sentence: str, numbers: range) -> Modifier:
    """The modifier of one part, whose number is one of these."""

    def refusal(number: float) -> str | None:
        return None if number in numbers else f"a whole number from {numbers[0]} to {numbers[-1]}"

    return Modifier(
        name=part,
        sentence=f"{sentence}, {numbers[0]} to {numbers[-1]}, of the time in the field; `lt` may follow.",
        takes=frozenset({"number"}),
        apply=lambda number: TimePart(part, int(number)),
        refusal=refusal,
    )


TIME_PART = Operator(name="time_part", spelling="hour", sentence=_SENTENCE, compile=_compile, cost_of_one=16)
