"""Runs the `tests:` of documents through the loop that runs live, each on a clock of its own.

    for outcome in run(rulebook, only={"house/detection/gift_link"}):
        ...  # outcome.failures; none: it passed

`stage` decides which documents are in force, `play` plays the signals, `judge` compares what came with
what was expected, `miss` says why not. No input, output or clock of the machine: the same comes each time.
"""

from engine.runtime.trial.outcome import Failure, Outcome
from engine.runtime.trial.run import run

__all__ = ["Failure", "Outcome", "run"]
