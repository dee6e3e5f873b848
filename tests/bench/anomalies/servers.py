"""Generated streams as servers write them: use of processors, latency, requests, memory, disks, networks."""

from __future__ import annotations

import numpy as np

from tests.bench.anomalies.labelled import Labelled, Sheet


def cpu_spikes(seed: int) -> Labelled:
    """Idle, a job each hour; then busy for an hour and a half."""
    s = Sheet(seed, 4032, 300)
    values = 4 + s.noise(0.4) + s.wander(0.5, 0.8)
    values[np.arange(s.points) % 12 == 3] += s.rng.uniform(3, 6)
    for at in s.places(2, 18):
        values[at : at + 18] += s.rng.uniform(6, 12)
    return s.labelled("cpu: busy for an hour", np.clip(values, 0, 100))


def cpu_shift(seed: int) -> Labelled:
    """A level that changes for good, up or down."""
    s = Sheet(seed, 4032, 300)
    values = 45 + s.wander(2, 0.7) + s.noise(1.5)
    for at in s.places(2, 30):
        values[at:] += s.rng.choice([-1, 1]) * s.rng.uniform(8, 14)
    return s.labelled("cpu: new levels", values)


def cpu_jobs(seed: int) -> Labelled:
    """A job each night at three; once it does not run, once it runs at noon."""
    s = Sheet(seed, 4032, 300)
    values = 10 + s.noise(1.2) + 60 * ((s.hour >= 3) & (s.hour < 4.5))
    missing, noon = s.places(2, 288, whole_days=True)
    values[missing + 36 : missing + 54] -= 60
    values[noon + 144 : noon + 162] += 60
    s.wrong = [(missing + 36, missing + 60), (noon + 144, noon + 162)]
    return s.labelled("cpu: a job missing, a job at noon", values)


def cpu_modes(seed: int) -> Labelled:
    """It changes among three levels all the time; then to one that it never had."""
    s = Sheet(seed, 4032, 300)
    levels, values, now = [10.0, 35.0, 60.0], np.empty(s.points), 10.0
    for n in range(s.points):
        if s.rng.random() < 0.02:
            now = float(s.rng.choice(levels))
        values[n] = now
    values += s.noise(1.0)
    for at in s.places(2, 24):
        values[at : at + 24] = s.rng.choice([22.0, 85.0]) + s.rng.normal(0, 1, 24)
    return s.labelled("cpu: a level between the usual ones", values)


def cpu_misconfigured(seed: int) -> Labelled:
    """Saw teeth through the day; then it hardly falls any more."""
    s = Sheet(seed, 6000, 300)
    phase = np.arange(s.points) % 36 / 36
    values = 30 + 35 * phase + s.noise(4)
    for at in s.places(1, 400):
        values[at : at + 400] = 62 + s.rng.normal(0, 4, 400)
    return s.labelled("cpu: saw teeth end", np.clip(values, 0, 100))


def latency(seed: int) -> Labelled:
    """Skewed, with single slow answers; then all are slower for some time."""
    s = Sheet(seed, 4032, 300)
    values = 45 * np.exp(s.noise(0.12) + s.wander(0.08, 0.9))
    values *= np.where(s.rng.random(s.points) < 0.004, s.rng.uniform(1.8, 2.6, s.points), 1)
    for at in s.places(3, 14):
        values[at : at + 14] *= s.rng.uniform(1.6, 2.4)
    return s.labelled("latency: slow for an hour", values)


def latency_tails(seed: int) -> Labelled:
    """Heavy tails; then one answer as none before, then many that are long."""
    s = Sheet(seed, 3000, 60)
    values = 20 + 5 * s.rng.pareto(3.0, s.points)
    one, many = s.places(2, 40)
    values[one : one + 2] += 350
    values[many : many + 40] += 5 * s.rng.pareto(1.2, 40) + 15
    return s.labelled("latency: heavy tails", values)


def requests(seed: int) -> Labelled:
    """Days and weeks; then an outage, then a surge."""
    s = Sheet(seed, 6048, 300)
    rate = 60 + 240 * s.bump(14, 4) * np.where(s.weekend, 0.55, 1)
    values = s.rng.poisson(rate * np.exp(s.wander(0.06, 0.97)))
    out, surge = s.places(2, 16)
    values[out : out + 16] = values[out : out + 16] * 0.3
    values[surge : surge + 16] = values[surge : surge + 16] + 160
    return s.labelled("requests: an outage and a surge", values)


def requests_weekend(seed: int) -> Labelled:
    """A working day as quiet as a Sunday."""
    s = Sheet(seed, 5000, 600)
    rate = 30 + 170 * s.bump(13, 3.5) * np.where(s.weekend, 0.3, 1)
    at = s.places(1, 144, whole_days=True)[0]
    while (int(s.day[at]) + 3) % 7 >= 5:
        at += 144
    rate[at : at + 144] = 30 + 51 * s.bump(13, 3.5)[at : at + 144]
    s.wrong = [(at + 54, at + 110)]
    return s.labelled("requests: a holiday", s.rng.poisson(rate))


def requests_growth(seed: int) -> Labelled:
    """It grows threefold in three months; then four of ten are missing for half a day."""
    s = Sheet(seed, 2200, 3600)
    rate = 100 * 3 ** (np.arange(s.points) / s.points) * (0.4 + s.bump(15, 4)) * np.where(s.weekend, 0.7, 1)
    values = s.rng.poisson(rate * np.exp(s.noise(0.05)))
    for at in s.places(2, 12):
        values[at : at + 12] = values[at : at + 12] * 0.6
    return s.labelled("requests: growth, then a part missing", values)


def errors_sparse(seed: int) -> Labelled:
    """One in twenty buckets has an error; then some come together."""
    s = Sheet(seed, 5000, 300)
    values = s.rng.poisson(0.05, s.points)
    for at in s.places(3, 8):
        values[at : at + 8] = values[at : at + 8] + s.rng.poisson(1.5, 8)
    return s.labelled("errors: sparse, then a few together", values)


def errors_bursts(seed: int) -> Labelled:
    """Mostly none, at times a burst; then one that is four times as large."""
    s = Sheet(seed, 5000, 300)
    values = np.where(s.rng.random(s.points) < 0.03, s.rng.negative_binomial(2, 0.15, s.points), 0)
    for at in s.places(2, 4):
        values[at : at + 4] = s.rng.poisson(60, 4)
    return s.labelled("errors: bursts, then a great one", values)


def memory_leak(seed: int) -> Labelled:
    """Rises and is cleared every six hours; then it is not cleared."""
    s = Sheet(seed, 4032, 300)
    values = 40 + 20 * (np.arange(s.points) % 72 / 72) + s.noise(1.0)
    for place in s.places(1, 216):
        at = place - place % 72
        values[at : at + 216] = 40 + 20 * (np.arange(216) / 72) + s.rng.normal(0, 1, 216)
        s.wrong = [(at + 72, at + 216)]
    return s.labelled("memory: not cleared", values)


def slow_leak(seed: int) -> Labelled:
    """Noise around a level; then a slow rise over a day."""
    s = Sheet(seed, 4032, 300)
    values = 50 + s.noise(2) + s.wander(1, 0.9)
    for at in s.places(1, 288):
        values[at : at + 288] += np.linspace(0, 18, 288)
    return s.labelled("memory: a slow leak", values)


def disk_writes(seed: int) -> Labelled:
    """Mostly nothing, with writes of any size; then an hour of steady writing."""
    s = Sheet(seed, 4032, 300)
    values = np.where(s.rng.random(s.points) < 0.15, 1e6 * s.rng.pareto(2.2, s.points), 0)
    for at in s.places(2, 12):
        values[at : at + 12] = 3e6 + s.rng.normal(0, 2e5, 12)
    return s.labelled("disk: steady writing", values)


def network_backup(seed: int) -> Labelled:
    """A great peak each night; then one by day."""
    s = Sheet(seed, 4032, 300)
    values = 2e5 * np.exp(s.noise(0.2)) + 6e6 * ((s.hour >= 2) & (s.hour < 3)) * s.rng.uniform(
        0.9, 1.1, s.points
    )
    for at in s.places(1, 288, whole_days=True):
        values[at + 170 : at + 182] += 6e6
        s.wrong = [(at + 170, at + 182)]
    return s.labelled("network: a backup by day", values)


def spikes_closer(seed: int) -> Labelled:
    """Spikes now and then; then five times as often."""
    s = Sheet(seed, 4032, 300)
    often = np.full(s.points, 0.02)
    for at in s.places(1, 200):
        often[at : at + 200] = 0.12
    values = 10 + s.noise(1) + 40 * (s.rng.random(s.points) < often)
    return s.labelled("balancer: spikes come closer", values)


def seconds(seed: int) -> Labelled:
    """A reading each second; then a few seconds are off."""
    s = Sheet(seed, 6000, 1)
    values = 230 + s.wander(0.6, 0.95) + s.noise(0.3)
    for at in s.places(3, 6):
        values[at : at + 6] -= s.rng.uniform(3, 6)
    return s.labelled("voltage: a reading a second", values)


SERVERS = [
    cpu_spikes, cpu_shift, cpu_jobs, cpu_modes, cpu_misconfigured, latency, latency_tails, requests,
    requests_weekend, requests_growth, errors_sparse, errors_bursts, memory_leak, slow_leak, disk_writes,
    network_backup, spikes_closer, seconds,
]  # fmt: skip
