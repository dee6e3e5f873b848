"""Which branch of a schema's `anyOf` or `oneOf` the author probably meant. Knows no words for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.documents.schema.refusal import Refusal


def settled(refusals: Iterable[Refusal]) -> Iterator[Refusal]:
    """Refusals with each choice replaced by those of its likeliest branch; none fits: the choice itself.

    A branch fits when the value is of its type; of those that fit, the one that refuses least is meant.
    """
    for refusal in refusals:
        fitting = [branch for branch in refusal.choices if not _is_other_shape(branch, refusal)]
        if fitting:
            fewest = min(len(branch) for branch in fitting)
            yield from settled(next(branch for branch in fitting if len(branch) == fewest))
        else:
            yield refusal


def _is_other_shape(branch: list[Refusal], choice: Refusal) -> bool:
    return any(each.where == choice.where and each.keyword in ("type", "enum", "const") for each in branch)
