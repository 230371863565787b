"""Draws what a table cannot show at a glance."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def plot_calibration(metrics: Mapping[str, Any]) -> bytes:
    """Return a PNG of the calibration table: predicted against observed, the size of a point by its share."""
    figure = Figure(figsize=(4.5, 4.5), dpi=90, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    table = metrics["calibration"]["table"]
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.scatter(
        [row["predicted"] for row in table],
        [row["observed"] for row in table],
        [20 + 600 * row["share"] for row in table],
        alpha=0.7,
    )
    axes.set(xlabel="predicted", ylabel="observed", title="Calibration on held-out volumes and senders")
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()
