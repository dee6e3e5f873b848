"""The pictures of `/anomalyreport` and `/baselineinfo`: from what was found to charts with their words."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from engine.bot.anomalies import Report, Week
from engine.bot.charts import anomalies as dots
from engine.bot.charts import usual
from engine.bot.charts.canvas import Chart
from engine.bot.sentences import said, words
from engine.bot.views.anomalies import rarity_text, where_rows
from engine.bot.views.baselines import WEEKDAYS, today_text
from engine.bot.views.signs import WORDS

_STEPS: Final = ("ten", "thousand", "hundred_thousand", "ten_million", "billion")


def anomalies(found: Report, zone: tzinfo) -> Chart:
    """What was told, over time."""
    rows, steps, hours = where_rows(found), words("anomaly_chart_step"), found.asked.hours
    where = ", ".join(f"{name} {count}" for name, count in rows)
    return dots.anomalies(
        dots.Words(
            title=said("anomaly_chart.title", hours=hours),
            where=said("anomaly_chart.where"),
            steps=[steps[each] for each in _STEPS],
            severities=WORDS,
            alt=said(
                "anomaly_chart.alt",
                alerts=len(found.alerts),
                hours=hours,
                rarity=rarity_text(found.alerts),
                where=where,
            ),
        ),
        dots.Anomalies(
            found.asked.since,
            found.asked.now,
            [dots.Dot(each.time, float(each.said["digits"]), each.severity) for each in found.alerts],
            rows,
        ),
        zone,
    )


def week(found: Week) -> Chart:
    """The usual week of a count, with the last seven days on it."""
    days = words("weekday")
    return usual.week(
        usual.Words(
            title=said("baseline_chart.title"),
            today=said("baseline_chart.today"),
            usual=said("baseline_chart.usual"),
            counted=said("baseline_chart.counted"),
            now=said("baseline_chart.now"),
            days=[days[each] for each in WEEKDAYS],
            alt=said("baseline_chart.alt", title=found.watched.known.title, today=today_text(found)),
        ),
        usual.Days(found.hours, found.today, found.now),
        found.zone,
    )
