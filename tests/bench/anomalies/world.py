"""Generated streams of the world outside: people, traffic, weather, machines, money, and drawn patterns."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from tests.bench.anomalies.labelled import DAY, START, Labelled, Sheet


def taxi(seed: int) -> Labelled:
    """Half hours, days and weeks; then a feast, a storm, a night of celebration."""
    s = Sheet(seed, 8000, 1800)
    shape = 4 + 9 * s.bump(19, 3.5) + 6 * s.bump(9, 2.5) * np.where(s.weekend, 0.4, 1)
    values = (
        1000
        * (shape + np.where(s.weekend, 4 * s.bump(1, 2.5), 0))
        * np.exp(s.wander(0.05, 0.9) + s.noise(0.02))
    )
    feast, storm, night = s.places(3, 48, whole_days=True)
    values[feast : feast + 48] *= 0.6
    values[storm + 20 : storm + 44] *= 0.25
    values[night : night + 8] *= 1.9
    s.wrong = [(feast, feast + 47), (storm + 20, storm + 44), (night, night + 8)]
    return s.labelled("taxi: a feast, a storm, a night", values)


def tweets(seed: int) -> Labelled:
    """Counts that excite themselves, by day; then everybody speaks of it."""
    s = Sheet(seed, 6000, 300)
    base, heat, values = 8 + 14 * s.bump(18, 4), 0.0, np.empty(s.points)
    events = np.zeros(s.points)
    for at in s.places(2, 24):
        events[at : at + 24] = 140 * 0.88 ** np.arange(24)
    for n in range(s.points):
        heat = 0.7 * heat + (s.rng.exponential(30) if s.rng.random() < 0.004 else 0)
        values[n] = s.rng.poisson(s.rng.gamma(4, (base[n] + heat + events[n]) / 4))
    return s.labelled("tweets: everybody speaks of it", values)


def tweets_sparse(seed: int) -> Labelled:
    """Few, scattered; then a handful at once, for an hour."""
    s = Sheet(seed, 6000, 300)
    values = s.rng.poisson(s.rng.gamma(0.7, 0.9 / 0.7, s.points))
    for at in s.places(2, 12):
        values[at : at + 12] = values[at : at + 12] + s.rng.poisson(8, 12)
    return s.labelled("tweets: few, then many", values)


def ad_cost(seed: int) -> Labelled:
    """Hourly cost of a thousand views: skewed, with days; then it doubles for some hours, or leaps."""
    s = Sheet(seed, 1600, 3600)
    values = (0.4 + 0.25 * s.bump(20, 5)) * np.exp(s.noise(0.18) + s.wander(0.1, 0.9))
    leap, doubled = s.places(2, 8)
    values[leap] *= 7
    values[doubled : doubled + 8] *= 2.3
    return s.labelled("ads: cost leaps and doubles", values)


def ad_clicks(seed: int) -> Labelled:
    """Hourly, noisy, with wild hours now and then; then a day of wild hours."""
    s = Sheet(seed, 1600, 3600)
    wild = np.full(s.points, 0.01)
    for at in s.places(2, 14):
        wild[at : at + 14] = 0.6
    values = s.rng.gamma(6, 0.015, s.points) + (s.rng.random(s.points) < wild) * s.rng.exponential(
        0.25, s.points
    )
    return s.labelled("ads: wild hours", values)


def room_temperature(seed: int) -> Labelled:
    """Hourly degrees that wander with the season of the year; then a door stands open."""
    s = Sheet(seed, 5000, 3600)
    values = 21 + 3 * np.sin(s.times / DAY / 365 * 6.283) + 1.2 * s.bump(16, 4) + s.wander(1.2, 0.985)
    values += s.noise(0.25)
    for at in s.places(2, 14):
        values[at : at + 14] -= s.rng.uniform(3.5, 5.5)
    return s.labelled("room: a door stands open", values)


def machine_temperature(seed: int) -> Labelled:
    """Wanders slowly; then it is shut down, then it runs hot and fails."""
    s = Sheet(seed, 8000, 300)
    values = 85 + s.wander(6, 0.997) + s.noise(0.8)
    stop, hot = s.places(2, 300)
    values[stop : stop + 60] -= 45 * np.minimum(1, np.arange(60) / 6)
    values[hot : hot + 240] += np.linspace(0, 14, 240)
    values[hot + 240 : hot + 300] -= 60
    s.wrong = [(stop, stop + 60), (hot, hot + 300)]
    return s.labelled("machine: stopped, run hot", values)


def traffic_speed(seed: int) -> Labelled:
    """Readings at uneven times; slow at rush hours; then slow at noon."""
    s = Sheet(seed, 2500, 480)
    gaps = s.rng.choice([300, 300, 600, 900], s.points) + s.rng.integers(0, 20, s.points)
    s.times = START + np.cumsum(gaps).astype(float)
    s.hour = s.times / 3600 % 24
    s.weekend = (np.floor(s.times / DAY) + 3) % 7 >= 5
    values = 66 - 18 * (s.bump(8, 0.9) + s.bump(17.5, 1.2)) * np.where(s.weekend, 0.1, 1) + s.noise(3)
    for at in s.places(2, 14):
        values[at : at + 14] -= s.rng.uniform(18, 30)
    return s.labelled("traffic: slow at the wrong time", np.clip(values, 3, 85))


def traffic_occupancy(seed: int) -> Labelled:
    """Shares of a road in use, skewed; then it is full."""
    s = Sheet(seed, 2400, 600)
    values = s.rng.gamma(3, (2 + 9 * s.bump(8, 1.5) + 8 * s.bump(17, 2)) / 3)
    for at in s.places(2, 9):
        values[at : at + 9] += s.rng.uniform(22, 35)
    return s.labelled("traffic: a road is full", np.clip(values, 0, 100))


def travel_time(seed: int) -> Labelled:
    """Minutes for a way, with long ones at times; then long for two hours."""
    s = Sheet(seed, 2500, 600)
    values = 180 + 60 * s.bump(17, 2) + s.rng.gamma(1.2, 30, s.points)
    values += (s.rng.random(s.points) < 0.01) * s.rng.exponential(250, s.points)
    for at in s.places(2, 12):
        values[at : at + 12] += s.rng.uniform(250, 450)
    return s.labelled("traffic: a long way", values)


def _square(s: Sheet) -> np.ndarray:
    return 20 + 60 * ((s.hour >= 9) & (s.hour < 18)) + s.rng.uniform(-2, 2, s.points)


def day_missing(seed: int) -> Labelled:
    """Every day the same; then a day without its peak."""
    s = Sheet(seed, 4032, 300)
    values = _square(s)
    for at in s.places(1, 288, whole_days=True):
        values[at : at + 288] = 20 + s.rng.uniform(-2, 2, 288)
        s.wrong = [(at + 108, at + 216)]
    return s.labelled("drawn: a day without its peak", values)


def day_flat(seed: int) -> Labelled:
    """A wave each day; then it stands still in the middle."""
    s = Sheet(seed, 4032, 300)
    values = 50 + 30 * np.sin(s.hour / 24 * 6.283) + s.rng.uniform(-2, 2, s.points)
    for at in s.places(1, 288, whole_days=True):
        values[at : at + 288] = 50 + s.rng.uniform(-2, 2, 288)
        s.wrong = [(at, at + 288)]
    return s.labelled("drawn: a day that is flat", values)


def day_higher(seed: int) -> Labelled:
    """A day twice as high, another lower."""
    s = Sheet(seed, 4032, 300)
    values = _square(s)
    high, low = s.places(2, 288, whole_days=True)
    values[high + 108 : high + 216] += 50
    values[low + 108 : low + 216] -= 35
    s.wrong = [(high + 108, high + 216), (low + 108, low + 216)]
    return s.labelled("drawn: a higher day, a lower day", values)


def noise_grows(seed: int) -> Labelled:
    """A pattern by day; then the noise is three times as great."""
    s = Sheet(seed, 4032, 300)
    values = 40 + 20 * s.bump(13, 3) + s.noise(1.5)
    for at in s.places(1, 200):
        values[at : at + 200] += s.rng.normal(0, 4, 200)
    return s.labelled("drawn: more noise", values)


def flat_breaks(seed: int) -> Labelled:
    """Always the same number; then for a while another."""
    s = Sheet(seed, 4032, 300)
    values = np.full(s.points, 42.0)
    for at in s.places(2, 20):
        values[at : at + 20] = 42 + s.rng.uniform(0.5, 5)
    return s.labelled("flat: another number", values)


def sensor_stuck(seed: int) -> Labelled:
    """Noise; then the same number again and again."""
    s = Sheet(seed, 4032, 300)
    values = 60 + s.wander(3, 0.9) + s.noise(1)
    for at in s.places(1, 120):
        values[at : at + 120] = values[at]
    return s.labelled("sensor: stuck", values)


def odd_period(seed: int) -> Labelled:
    """A wave of seven hours and a third; then it misses a beat, then it is faster."""
    s = Sheet(seed, 4032, 300)
    phase = np.arange(s.points) / 88.0
    still, fast = s.places(2, 120)
    phase[still:] += 0.5
    phase[fast : fast + 120] += np.linspace(0, 2, 120)
    return s.labelled("wave of seven hours: a beat missed", 10 * np.sin(6.283 * phase) + s.noise(1))


def pulses(seed: int) -> Labelled:
    """A heart beat of fifty points; then one beat is another shape."""
    s = Sheet(seed, 4000, 60)
    at = np.arange(s.points) % 50
    beat = 10 * np.exp(-0.5 * ((at - 15) / 2) ** 2) + 4 * np.exp(-0.5 * ((at - 30) / 4) ** 2)
    for place in s.places(2, 50):
        where = place - place % 50
        beat[where : where + 50] = 7 * np.exp(-0.5 * ((np.arange(50) - 22) / 7) ** 2)
    return s.labelled("pulses: a beat of another shape", beat + s.noise(0.5))


def daylight_saving(seed: int) -> Labelled:
    """People keep to the clock on the wall, across the change of it; then one day they come later."""
    s = Sheet(seed, 3500, 1800, datetime(2025, 2, 10, tzinfo=UTC).timestamp())
    zone = ZoneInfo("Europe/Berlin")
    wall = [datetime.fromtimestamp(t, UTC).astimezone(zone) for t in s.times]
    s.hour = np.array([moment.hour + moment.minute / 60 for moment in wall])
    shift = np.zeros(s.points)
    for at in s.places(1, 48, whole_days=True):
        shift[at : at + 48] = 5
        s.wrong = [(at, at + 47)]
    s.hour = (s.hour - shift) % 24
    values = s.rng.poisson(20 + 150 * s.bump(10, 2.0) + 90 * s.bump(20, 2.5))
    return s.labelled("clock on the wall: people come later", values)


def with_gaps(seed: int) -> Labelled:
    """Readings are missing, for hours at times, some come twice; then it is far too high."""
    s = Sheet(seed, 4500, 300)
    values = 30 + 8 * s.bump(12, 4) + s.noise(1.5)
    for at in s.places(2, 10):
        values[at : at + 10] += s.rng.uniform(8, 12)
    away = np.cumsum((s.rng.random(s.points) < 0.005) * s.rng.integers(3, 60, s.points))
    again = s.rng.random(s.points) < 0.02
    times = s.times + 300.0 * away
    times[1:][again[1:]] = times[:-1][again[1:]]
    return s.labelled("gaps and doubles: far too high", values, times)


def daily(seed: int) -> Labelled:
    """A number a day with a week; then some days are low."""
    s = Sheet(seed, 900, DAY)
    values = s.rng.poisson(np.where(s.weekend, 220, 400) * np.exp(s.wander(0.08, 0.95)))
    for at in s.places(2, 4):
        values[at : at + 4] = values[at : at + 4] * 0.5
    return s.labelled("a number a day: low days", values)


def key_holds(seed: int) -> Labelled:
    """How long someone holds keys, at uneven times; then it is someone else."""
    s = Sheet(seed, 1800, 120)
    s.times = START + np.cumsum(s.rng.exponential(200, s.points))
    values = s.rng.gamma(9, 0.011, s.points)
    for at in s.places(1, 120):
        values[at : at + 120] = s.rng.gamma(20, 0.0075, 120)
    return s.labelled("keys: someone else", values)


def short_stream(seed: int) -> Labelled:
    """Four hundred hours; then three that are too low."""
    s = Sheet(seed, 400, 3600)
    values = 100 + 40 * s.bump(14, 4) + s.noise(6)
    for at in s.places(1, 3):
        values[at : at + 3] -= 55
    return s.labelled("short: three low hours", values)


WORLD = [
    taxi, tweets, tweets_sparse, ad_cost, ad_clicks, room_temperature, machine_temperature, traffic_speed,
    traffic_occupancy, travel_time, day_missing, day_flat, day_higher, noise_grows, flat_breaks, sensor_stuck,
    odd_period, pulses, daylight_saving, with_gaps, daily, key_holds, short_stream,
]  # fmt: skip
