"""What is wrong with a file, where, and what to do: the one vocabulary of every check.

Producers return `Problem`s (a place inside a document); the documents layer, which knows
where each key stands, turns them into `Diagnostic`s; reporters print those.
"""

from engine.diagnostics.diagnostic import Diagnostic, DiagnosticLevel, Problem, Where

__all__ = ["Diagnostic", "DiagnosticLevel", "Problem", "Where"]
