"""What ours is compared with: detectors of River, those of PyOD on a sliding window, plain z-scores.

Each gets a stream one row at a time, scores before it learns, and has inputs that suit it: what wants
features gets the value, its last steps and the hour of the day, scaled.
"""

from __future__ import annotations

import math
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from pyod.models import cblof, copod, ecod, gmm, hbos, iforest, inne, kde, knn, loda, lof, mad, ocsvm, pca
from pyod.models import ts_sand as sand
from pyod.models import ts_spectral_residual as spectral
from river import anomaly, compose, linear_model, neighbors, optim, preprocessing, time_series

from tests.bench.anomalies.labelled import DAY, Labelled

WINDOW: Final = 512
REFIT: Final = 256

Rival = Callable[[Labelled], list[float]]


def _finite(series: Labelled) -> Iterator[tuple[float, float]]:
    """Where a value is missing they see the last one."""
    last = 0.0
    for time, value in zip(series.times, series.values, strict=True):
        last = value if math.isfinite(value) else last
        yield time, last


def features(series: Labelled) -> list[dict[str, float]]:
    """The value, its last step, its distance from the mean of the last six, and the hour of the day."""
    made, last, recent = list[dict[str, float]](), 0.0, deque[float](maxlen=6)
    for time, value in _finite(series):
        angle = 2 * math.pi * (time % DAY) / DAY
        mean = sum(recent) / len(recent) if recent else value
        made.append(
            {
                "value": value,
                "step": value - last if recent else 0.0,
                "off": value - mean,
                "sin": math.sin(angle),
                "cos": math.cos(angle),
            }
        )
        recent.append(value)
        last = value
    return made


def _river(make: Callable[[], Any], *, only_value: bool = False) -> Rival:
    def run(series: Labelled) -> list[float]:
        detector, scores = make(), []
        for x in features(series):
            row = {"value": x["value"]} if only_value else x
            scores.append(_number(detector.score_one(row)))
            detector.learn_one(row)
        return scores

    return run


def _river_single(make: Callable[[], Any]) -> Rival:
    def run(series: Labelled) -> list[float]:
        detector, scores = make(), []
        for _, value in _finite(series):
            try:
                scores.append(_number(detector.score_one(None, value)))
            except TypeError:  # a rolling variance of equal values may come out below zero
                scores.append(0.0)
            detector.learn_one(None, value)
        return scores

    return run


def _river_predicts(make: Callable[[Labelled], Any]) -> Rival:
    """The distance itself: cut off at one, its ranks would be lost."""

    def run(series: Labelled) -> list[float]:
        detector, scores = make(series), []
        for _, value in _finite(series):
            try:
                scores.append(_number(detector.score_one(None, value)))
            except (OverflowError, ValueError, ZeroDivisionError, IndexError):  # it knows nothing yet
                scores.append(0.0)
            detector.learn_one(None, value)
        return scores

    return run


def _number(score: float) -> float:
    return float(score) if math.isfinite(score) else 0.0


def _per_day(series: Labelled) -> int:
    step = float(np.median(np.diff(series.times[:200])))
    return max(2, min(288, round(DAY / step))) if step > 0 else 24


def _holt_winters(series: Labelled) -> Any:
    model = time_series.HoltWinters(0.3, 0.05, 0.2, seasonality=_per_day(series))
    return anomaly.PredictiveAnomalyDetection(model, n_std=20, warmup_period=2 * _per_day(series))


def _snarimax(_: Labelled) -> Any:
    model = time_series.SNARIMAX(
        p=6, d=0, q=1,
        regressor=preprocessing.StandardScaler() | linear_model.LinearRegression(optim.SGD(0.005)),
    )  # fmt: skip
    return anomaly.PredictiveAnomalyDetection(model, n_std=20, warmup_period=100)


def _scaled(detector: Any) -> Any:
    return compose.Pipeline(preprocessing.StandardScaler(), detector)


def _ranged(detector: Any) -> Any:
    return compose.Pipeline(preprocessing.MinMaxScaler(), detector)


def _pyod(make: Callable[[], Any]) -> Rival:
    """Fitted on the last 512 rows, anew after each 256, which it scores before it sees them."""

    def run(series: Labelled) -> list[float]:
        rows = np.array([list(x.values()) for x in features(series)])
        scores = np.zeros(len(rows))
        for begin in range(REFIT, len(rows), REFIT):
            seen = rows[max(0, begin - WINDOW) : begin]
            spread = seen.std(axis=0)
            spread[spread == 0] = 1.0
            centre = seen.mean(axis=0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    detector = make().fit((seen - centre) / spread)
                    scores[begin : begin + REFIT] = detector.decision_function(
                        (rows[begin : begin + REFIT] - centre) / spread
                    )
                except (ValueError, np.linalg.LinAlgError):
                    continue
        return [_number(each) for each in scores]

    return run


def _pyod_single(make: Callable[[], Any]) -> Rival:
    def run(series: Labelled) -> list[float]:
        values = np.array([[value] for _, value in _finite(series)])
        scores = np.zeros(len(values))
        for begin in range(REFIT, len(values), REFIT):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                detector = make().fit(values[max(0, begin - WINDOW) : begin])
                scores[begin : begin + REFIT] = detector.decision_function(values[begin : begin + REFIT])
        return [_number(each) for each in scores]

    return run


def _pyod_stretches(make: Callable[[], Any], length: int, refit: int = REFIT) -> Rival:
    """Those of PyOD for series, fitted alike: each row gets the last score of the stretch that it ends."""

    def run(series: Labelled) -> list[float]:
        values = np.array([[value] for _, value in _finite(series)])
        scores = np.zeros(len(values))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for begin in range(REFIT, len(values), refit):
                detector = make().fit(values[max(0, begin - WINDOW) : begin])
                for at in range(begin, min(begin + refit, len(values))):
                    scores[at] = detector.decision_function(values[at + 1 - length : at + 1])[-1]
        return [_number(each) for each in scores]

    return run


def _z(step: Callable[[int], float]) -> Rival:
    """The distance from a mean in deviations, both learned with this weight of the n-th value."""

    def run(series: Labelled) -> list[float]:
        mean = variance = 0.0
        scores = []
        for n, (_, value) in enumerate(_finite(series)):
            away = value - mean
            scores.append(abs(away) / math.sqrt(variance) if variance > 0 and n > 10 else 0.0)
            weight = step(n)
            mean += weight * away
            variance = (1 - weight) * (variance + weight * away * away)
        return scores

    return run


def _rolling(series: Labelled) -> list[float]:
    seen, scores = deque[float](maxlen=1000), []
    total = squares = 0.0
    for n, (_, value) in enumerate(_finite(series)):
        size = max(1, len(seen))
        mean = total / size
        variance = squares / size - mean * mean
        scores.append(abs(value - mean) / math.sqrt(variance) if n > 10 and variance > 1e-12 else 0.0)
        if len(seen) == 1000:
            total -= seen[0]
            squares -= seen[0] * seen[0]
        seen.append(value)
        total += value
        squares += value * value
    return scores


def _median(series: Labelled) -> list[float]:
    """The distance from the median of the last 512, in median distances, floored at 0.7 deviations."""
    values = np.array([value for _, value in _finite(series)])
    scores = np.zeros(len(values))
    for begin in range(32, len(values), 32):
        seen = values[max(0, begin - WINDOW) : begin]
        centre = np.median(seen)
        scale = max(1.4826 * np.median(np.abs(seen - centre)), 0.7 * seen.std(), 1e-9)
        scores[begin : begin + 32] = np.abs(values[begin : begin + 32] - centre) / scale
    return list(scores)


RIVALS: Final[dict[str, Rival]] = {
    "z-score": _z(lambda n: 1 / (n + 1)),
    "z-score, forgetting": _z(lambda n: max(0.01, 1 / (n + 1))),
    "z-score, last 1000": _rolling,
    "median and MAD": _median,
    "River GaussianScorer": _river_single(lambda: anomaly.GaussianScorer(window_size=None)),
    "River GaussianScorer, 500": _river_single(lambda: anomaly.GaussianScorer(window_size=500)),
    "River StandardAbsoluteDeviation": _river_single(anomaly.StandardAbsoluteDeviation),
    "River Predictive, HoltWinters": _river_predicts(_holt_winters),
    "River Predictive, SNARIMAX": _river_predicts(_snarimax),
    "River HalfSpaceTrees": _river(lambda: _ranged(anomaly.HalfSpaceTrees(n_trees=25, seed=1))),
    "River HalfSpaceTrees, value": _river(
        lambda: _ranged(anomaly.HalfSpaceTrees(n_trees=25, seed=1)), only_value=True
    ),
    "River OneClassSVM": _river(lambda: _scaled(anomaly.OneClassSVM(nu=0.1))),
    "River LODA": _river(lambda: _scaled(anomaly.LODA(seed=1))),
    "River LocalOutlierFactor": _river(
        lambda: _scaled(anomaly.LocalOutlierFactor(10, neighbors.LazySearch(128)))
    ),
    "River QuantileFilter, trees": _river(
        lambda: _ranged(
            anomaly.QuantileFilter(anomaly.HalfSpaceTrees(n_trees=25, seed=1), q=0.98)
        )
    ),
    "River ThresholdFilter, trees": _river(
        lambda: _ranged(
            anomaly.ThresholdFilter(anomaly.HalfSpaceTrees(n_trees=25, seed=1), threshold=0.98)
        )
    ),
    "PyOD ECOD": _pyod(ecod.ECOD),
    "PyOD COPOD": _pyod(copod.COPOD),
    "PyOD HBOS": _pyod(hbos.HBOS),
    "PyOD IForest": _pyod(lambda: iforest.IForest(n_estimators=50, random_state=1)),
    "PyOD KNN": _pyod(lambda: knn.KNN(n_neighbors=5)),
    "PyOD LOF": _pyod(lof.LOF),
    "PyOD OCSVM": _pyod(ocsvm.OCSVM),
    "PyOD PCA": _pyod(pca.PCA),
    "PyOD GMM": _pyod(lambda: gmm.GMM(n_components=3, random_state=1)),
    "PyOD KDE": _pyod(kde.KDE),
    "PyOD CBLOF": _pyod(lambda: cblof.CBLOF(random_state=1)),
    "PyOD INNE": _pyod(lambda: inne.INNE(n_estimators=50, random_state=1)),
    "PyOD LODA": _pyod(loda.LODA),
    "PyOD MAD, value": _pyod_single(mad.MAD),
    "PyOD SpectralResidual": _pyod_stretches(spectral.SpectralResidual, 64),
    "PyOD SAND": _pyod_stretches(lambda: sand.SAND(window_size=24, max_iter=10), 24, 4 * REFIT),
}  # fmt: skip
"""By name. What is called single sees the value alone."""
