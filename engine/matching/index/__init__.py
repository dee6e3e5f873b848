"""The index: which of many conditions an event meets, in a time that hardly depends on their number.

It prunes, and the interpreter's tests decide: what it says is what asking them one by one would say.
"""

from engine.matching.index.cover import is_plain
from engine.matching.index.entry import Entry
from engine.matching.index.index import Index

__all__ = ["Entry", "Index", "is_plain"]
