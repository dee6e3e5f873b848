"""What is looked up of documents: one that was changed again and again says what a new one says."""

from __future__ import annotations

import random

from engine.runtime.register import Register
from engine.systems.kind import Compiled

PLACES = {"detection": 0, "correlation": 1, "settings": 2}
NAMES = [f"pack{n % 3}/{kind}/{n}" for kind in PLACES for n in range(6)]


def some(rng: random.Random, identity: str) -> Compiled:
    _, kind, id_ = identity.split("/")
    return Compiled(
        identity,
        kind,
        id_,
        None,
        over=tuple(rng.sample(NAMES, rng.randrange(3))),
        mute=tuple(rng.sample(NAMES, rng.randrange(3))),
        guilds=rng.choice((None, frozenset((1, 2)), frozenset((2,)))),
        default=rng.random() < 0.3,
    )


def said(register: Register) -> object:
    over = {source: {id(each) for each in readers} for source, readers in register.over.items()}
    return register.rank, over, register.muted, register.taken


def test_a_register_that_was_changed_says_what_a_new_one_says() -> None:
    rng = random.Random(7)
    there: dict[str, Compiled] = {}
    register = Register(PLACES, ())
    for _ in range(300):
        names = rng.sample(NAMES, rng.randrange(5))
        gone = [there.pop(name) for name in names if name in there]
        come = [some(rng, name) for name in names if rng.random() < 0.7]
        there |= {each.identity: each for each in come}
        before, was = register, repr(said(register))

        register = register.changed(gone, come)

        assert said(register) == said(Register(PLACES, there.values()))
        assert repr(said(before)) == was


def test_documents_are_in_order_of_kind_pack_and_id() -> None:
    documents = [some(random.Random(1), name) for name in NAMES]
    rank = Register(PLACES, documents).rank

    assert sorted(NAMES, key=rank.__getitem__) == sorted(
        NAMES, key=lambda name: (list(PLACES).index(name.split("/")[1]), name)
    )
