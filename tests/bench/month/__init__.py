"""A month of a community that does not exist: what is usual in it, what is unusual, and what is an attack."""

from tests.bench.month.row import run

__all__ = ["run"]
