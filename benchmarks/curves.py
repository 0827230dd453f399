"""Curves as SVG: how many milliseconds (upwards) at how many items (to the right), both by powers of ten."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 760, 430, 64, 20, 48, 190
COLOURS = ("#005ea2", "#b50909", "#4d8055", "#8a5a00", "#5d4aa3", "#00808a", "#93348c", "#565c65",
           "#c05600", "#1a4480", "#6f3331", "#2e6276", "#71767a")  # fmt: skip

Scale = Callable[[float], float]
Lines = Mapping[str, Sequence[tuple[int, float]]]


def drawn(lines: Lines) -> str:
    """The picture: a curve a name, its name beside its end, marks at each point."""
    sizes = [items for points in lines.values() for items, _ in points]
    times = [max(ms, 0.001) for points in lines.values() for _, ms in points]
    across = _scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    up = _scale(10 ** math.floor(math.log10(min(times))), 10 ** math.ceil(math.log10(max(times))),
                HEIGHT - BOTTOM, TOP)  # fmt: skip
    body = [*_grid(sizes, times, across, up)]
    names = _apart({name: up(max(points[-1][1], 0.001)) for name, points in lines.items()})
    for (name, points), colour in zip(
        lines.items(), COLOURS * (1 + len(lines) // len(COLOURS)), strict=False
    ):
        at = [(across(items), up(max(ms, 0.001))) for items, ms in points]
        body.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{_points(at)}"/>')
        body += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in at]
        body.append(_text(WIDTH - RIGHT + 10, names[name] + 4, f"{name} {points[-1][1]:.1f}", colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="12" '
        f'font-family="sans-serif"><title>CPU milliseconds by items</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(body)}</svg>\n'
    )


def _scale(least: float, most: float, begin: float, end: float) -> Scale:
    low, high = math.log10(least), math.log10(most) if most > least else math.log10(least) + 1
    return lambda value: begin + (end - begin) * (math.log10(value) - low) / (high - low)


def _grid(sizes: Sequence[int], times: Sequence[float], across: Scale, up: Scale) -> Iterator[str]:
    for items in sorted(set(sizes)):
        x = across(items)
        yield f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#dfe1e2"/>'
        yield _text(x - 20, HEIGHT - BOTTOM + 18, f"{items:,}", "#1b1b1b")
    for power in range(math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))) + 1):
        y = up(10**power)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#dfe1e2"/>'
        yield _text(8, y + 4, f"{10.0**power:g} ms", "#1b1b1b")
    yield _text(LEFT, HEIGHT - 10, "items / 項目", "#1b1b1b")


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """Where names stand: beside the ends of their curves, none over another."""
    found: dict[str, float] = {}
    last = -math.inf
    for name, y in sorted(heights.items(), key=lambda each: each[1]):
        last = found[name] = max(y, last + 14)
    return found


def _points(at: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in at)


def _text(x: float, y: float, text: str, colour: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}">{escape(text)}</text>'
