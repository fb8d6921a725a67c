"""Draws BENCHMARKS.md's picture from the lines that were measured.

plot.py PEERS SALON SVG: the lines of the generator that measured Salon beside its peers, those of
`salon bench`, and the file to write. Needs matplotlib; the Makefile sees to that.
"""

import json
import statistics
import sys

import matplotlib

matplotlib.use("svg")
# The same lines give the same bytes, and letters are shapes: no reader needs the font.
matplotlib.rcParams.update({"svg.hashsalt": "salon", "svg.fonttype": "path", "font.size": 9})
from matplotlib import pyplot  # noqa: E402

NAMES = {
    "salon": "Salon",
    "redis": "Redis",
    "nats": "NATS",
    "inspircd": "InspIRCd",
    "ngircd": "ngIRCd",
    "mosquitto": "Mosquitto",
    "ejabberd": "ejabberd",
    "prosody": "Prosody",
}
# Salon's own colours, on a ground of its own: pages may be light or dark.
GROUND, INK, WEAK, OURS, THEIRS, LIMIT = "#fffefb", "#1e2422", "#5c635e", "#146b5e", "#d3cec4", "#a82e25"

RATE = "deliveries a second; longer is better"

# What a panel shows: its titles, the scenario of the generator and who was there, the field, whose
# figure is the limit, and where bars are cut off.
PANELS = [
    ("One room of 10, ten of them write", RATE, {"scenario": "A", "members": 10, "senders": 10}, "deliveries_per_s", "raw-batched", None),
    ("One room of 100, ten of them write", RATE, {"scenario": "A", "members": 100, "senders": 10}, "deliveries_per_s", "raw-batched", None),
    ("One room of 1,000, ten of them write", RATE, {"scenario": "A", "members": 1000, "senders": 10}, "deliveries_per_s", "raw-batched", None),
    ("500 rooms of ten, one writes in each", RATE, {"scenario": "D"}, "deliveries_per_s", "raw-batched", None),
    ("Delay at 2,000 messages a second", "99 of 100 deliveries come sooner; shorter is better", {"scenario": "B"}, "p99_us", "raw", 600),
    ("Memory of a member who is silent", "of 1,000, in the server; shorter is better", {"scenario": "C", "members": 1000}, "rss_kib_per_conn", None, 60),
]


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def medians(runs, wanted, field):
    """The median of a field for each peer."""
    values = {}
    for run in runs:
        if all(run.get(key) == value for key, value in wanted.items()):
            values.setdefault(run["peer"], []).append(run[field])
    return {peer: statistics.median(seen) for peer, seen in values.items()}


def written(value, field):
    if field == "deliveries_per_s":
        if value < 1e3:
            return f"{value:.0f}"
        return f"{value / 1e6:.1f} M" if value >= 1e6 else f"{value / 1e3:.0f} k"
    if field == "p99_us":
        return f"{value / 1e3:.1f} ms" if value >= 1e3 else f"{value:.0f} µs"
    return f"{value:.1f} KiB" if value < 10 else f"{value:.0f} KiB"


def draw(axes, values, field, limit, most):
    """The bars of one panel, the best on top, and the limit as a line across."""
    best_first = sorted((p for p in values if p in NAMES), key=values.get, reverse=field == "deliveries_per_s")
    edge = most or 1.2 * max([limit, *(values[peer] for peer in best_first)])
    rows = len(best_first)
    axes.set(xlim=(0, edge), ylim=(len(NAMES) - 0.4, -1), xticks=[], yticks=range(rows))
    axes.set_yticklabels([NAMES[peer] for peer in best_first])
    for tick, peer in zip(axes.get_yticklabels(), best_first):
        tick.set(color=INK, fontweight="bold" if peer == "salon" else "normal")
    axes.plot([limit, limit], [-0.55, rows - 0.5], color=LIMIT, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
    axes.text(limit, -0.62, f"{'bare thread' if field.startswith('rss') else 'limit'} {written(limit, field)}", color=LIMIT, ha="center", va="bottom", fontsize=8)
    for row, peer in enumerate(best_first):
        value, ours = values[peer], peer == "salon"
        axes.barh(row, min(value, edge), height=0.72, color=OURS if ours else THEIRS, zorder=2)
        # Of a bar that is cut off, the figure stands in it.
        cut = value > 0.85 * edge
        behind = None if cut else {"facecolor": GROUND, "edgecolor": "none", "pad": 1}
        axes.text(
            min(value, edge) + (-1 if cut else 1) * 0.015 * edge,
            row,
            written(value, field),
            ha="right" if cut else "left",
            va="center",
            color=GROUND if cut and ours else INK,
            fontweight="bold" if ours else "normal",
            bbox=behind,
            zorder=3,
        )
    axes.tick_params(length=0)
    axes.set_facecolor(GROUND)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set(color=WEAK, bounds=(-0.5, rows - 0.5))


def main(peers_path, salon_path, out):
    peers = lines(peers_path)
    idle = {line["members"]: line for line in lines(salon_path) if line["scenario"] == "idle"}
    figure, grid = pyplot.subplots(2, 3, figsize=(13, 7), facecolor=GROUND)
    for axes, (title, unit, wanted, field, bare, most) in zip(grid.flat, PANELS):
        values = medians(peers, wanted, field)
        limit = values[bare] if bare else idle[wanted["members"]]["limit_rss_kib_per_member"]
        draw(axes, values, field, limit, most)
        axes.text(0, 1.135, title, transform=axes.transAxes, fontsize=11, fontweight="bold", color=INK)
        axes.text(0, 1.065, unit, transform=axes.transAxes, fontsize=9, color=WEAK)
    figure.text(0.012, 0.95, "Salon beside its peers", fontsize=16, fontweight="bold", color=INK)
    limits = "The limit is a bare server that only moves the bytes, the bare thread one that waits on a socket and does nothing."
    figure.text(0.24, 0.952, limits, fontsize=10, color=LIMIT)
    figure.subplots_adjust(left=0.065, right=0.985, top=0.82, bottom=0.01, wspace=0.27, hspace=0.36)
    figure.savefig(out, metadata={"Date": None})


main(*sys.argv[1:])
