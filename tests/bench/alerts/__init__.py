"""A few days of alerts from the tools of a security team, most of them false, and one attack in phases.

What ships is judged as `tocsin anomaly events` judges it: which phases are told, and how much else is.
"""

from tests.bench.alerts.row import run

__all__ = ["run"]
