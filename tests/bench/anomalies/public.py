"""Public series that installed packages ship, with what is known to be wrong, or what is put into them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from typing import Final

import numpy as np
import statsmodels.api as sm

from tests.bench.anomalies.labelled import DAY, Labelled, Sheet

_STOCKS: Final = ("AAPL", "IBM", "KO", "XOM")


def series(seed: int) -> list[Labelled]:
    """All of them; `seed` says where what is wrong is put."""
    return [
        _water(),
        *(_stock(name, seed + n) for n, name in enumerate(_STOCKS)),
        _put("carbon dioxide", *_co2(), seed + 10, _dip),
        _put("sea at El Nino", *_elnino(), seed + 11, _dip),
        _put("approval of a president", *_approval(), seed + 12, _leap),
        _put("sunspots", *_sunspots(), seed + 13, _leap),
    ]


def _rows(name: str) -> list[dict[str, str]]:
    raw = resources.files("river.datasets").joinpath(name).read_bytes()
    text = gzip.decompress(raw) if name.endswith(".gz") else raw
    return list(csv.DictReader(text.decode().splitlines()))


def _water() -> Labelled:
    """Hourly flow of a pipe, with the faults that River's own page names."""
    rows = _rows("water-flow.csv")
    times = [datetime.fromisoformat(row["Time"]).timestamp() for row in rows]
    values = [float(row["Water flow [l/s]"] or "nan") for row in rows]
    return Labelled("water flow", times, values, [(209, 230), (328, 350), (870, 891)])


def _put(
    name: str, times: list[float], values: list[float], seed: int, fault: Callable[..., None]
) -> Labelled:
    """A series into which a fault is put, as great as five of its usual steps."""
    sheet = Sheet(seed, len(values), 1)
    changed = np.array(values)
    step = float(np.nanmedian(np.abs(np.diff(changed)))) * 1.4826
    fault(sheet, changed, step)
    made = sheet.labelled(name, changed)
    made.times = times
    return made


def _dip(sheet: Sheet, values: np.ndarray, step: float) -> None:
    for at in sheet.places(2, 4):
        values[at : at + 4] -= 6 * step + 0.5 * float(np.nanstd(values))


def _leap(sheet: Sheet, values: np.ndarray, step: float) -> None:
    for at in sheet.places(2, 12):
        values[at : at + 12] += sheet.rng.choice([-1, 1]) * 12 * step


def _stock(name: str, seed: int) -> Labelled:
    rows = _rows("sp500.csv.gz")
    times = [datetime.fromisoformat(f"{row['date']}T00:00:00+00:00").timestamp() for row in rows]
    return _put(f"returns of {name}", times, [float(row[name]) for row in rows], seed, _wild)


def _wild(sheet: Sheet, values: np.ndarray, step: float) -> None:
    """A week of four times the usual moves, beginning with one of six."""
    for at in sheet.places(2, 5):
        values[at : at + 5] = sheet.rng.normal(0, 3 * step, 5)
        values[at] = sheet.rng.choice([-1, 1]) * 6 * step


def _co2() -> tuple[list[float], list[float]]:
    found = sm.datasets.co2.load_pandas().data
    return [float(each.timestamp()) for each in found.index], [float(each) for each in found["co2"]]


def _elnino() -> tuple[list[float], list[float]]:
    found = sm.datasets.elnino.load_pandas().data.to_numpy()[:, 1:].ravel()
    return [n * 30.44 * DAY for n in range(len(found))], [float(each) for each in found]


def _approval() -> tuple[list[float], list[float]]:
    rows = _rows("trump_approval.csv.gz")
    return [(int(row["ordinal_date"]) - 719_163) * float(DAY) for row in rows], [
        float(row["ipsos"]) for row in rows
    ]


def _sunspots() -> tuple[list[float], list[float]]:
    found = sm.datasets.sunspots.load_pandas().data["SUNACTIVITY"]
    return [n * 365.25 * DAY for n in range(len(found))], [float(each) for each in found]
