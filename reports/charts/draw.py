"""Charts as SVG: no script, no style element (a page's policy forbids both), the project's own font, colours and hatches that black and white keep apart.

A charting library would bring one of the two; what is needed is three simple forms.
"""

import math
from xml.sax.saxutils import escape, quoteattr

from inventory.identity import digest
from inventory.names import display_width, shorten
from reports.charts.kinds import Bar, Bars, Chart, Dots, Grid, Reliability
from reports.fonts import FAMILY

WIDTH = 760
_INK, _SOFT, _RULE = "#111111", "#555555", "#D0D5DA"
# blue and vermilion of Okabe and Ito: told apart by everybody, and by lightness in print
_COLOURS = ("#0072B2", "#D55E00")
_COLUMN = 6.1  # points that a column of text takes at 11 points


def render_chart(chart: Chart) -> str:
    """The chart as SVG with title and description."""
    match chart:
        case Bars():
            body, height = _bars(chart)
        case Dots():
            body, height = _dots(chart)
        case Grid():
            body, height = _grid(chart)
        case Reliability():
            body, height = _reliability(chart)
    _, rows = chart.table()
    told = "; ".join(" ".join(row) for row in rows[:40])
    family = f"{FAMILY}, Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}">\n'
        f"<title>{escape(chart.title)}</title><desc>{escape(f'{chart.subtitle} {told}')}</desc>\n"
        f'<defs>{"".join(_hatch(f"{_key(chart)}-{n}", n, colour) for n, colour in enumerate(_COLOURS))}</defs><rect width="100%" height="100%" fill="#FFFFFF"/>\n'
        f'<g font-family="{family}" font-size="11"><text x="12" y="24" font-size="15" font-weight="bold" fill="{_INK}">{escape(shorten(chart.title, 90))}</text>\n'
        f'<text x="12" y="42" fill="{_SOFT}">{escape(shorten(chart.subtitle, 120))}</text>\n{body}</g>\n</svg>\n'
    )


def _key(chart: Chart) -> str:
    """What keeps the hatches of one chart apart from those of another in one page."""
    return f"hatch-{digest(chart.title)[:6]}"


def _hatch(name: str, number: int, colour: str) -> str:
    turn = 45 if number == 0 else -45
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate({turn})">'
        f'<rect width="5" height="5" fill="#FFFFFF"/><line x1="0" y1="0" x2="0" y2="5" stroke="{colour}" stroke-width="2"/></pattern>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", fill: str = _INK, turn: float = 0) -> str:
    turned = f' transform="rotate({turn:g} {x:.1f} {y:.1f})"' if turn else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{turned}>{escape(text)}</text>'


def ticks(most: float) -> list[float]:
    """Zero and up to five round numbers (1, 2 or 5 times a power of ten), the last at or above `most`."""
    if most <= 0:
        return [0.0, 1.0]
    step = 10 ** math.floor(math.log10(most / 4))
    step = next(step * factor for factor in (1, 2, 5, 10) if most / (step * factor) <= 5)
    return [step * n for n in range(math.ceil(most / step - 1e-9) + 1)]


def short_number(value: float) -> str:
    """A tick's number, short: 20k, 1.5M."""
    for size, mark in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{mark}"
    return f"{value:g}"


def _bars(chart: Bars) -> tuple[str, float]:
    labels = [shorten(row.label, 40) for row in chart.rows]
    left = 24 + max((display_width(label) for label in labels), default=0) * _COLUMN
    right = 24 + max((display_width(row.text) for row in chart.rows), default=0) * _COLUMN
    room = max(WIDTH - left - right, 120.0)
    scale = ticks(max((row.high for row in chart.rows), default=0))
    per = room / scale[-1]
    top, step = 62.0 + (18 if chart.series else 0), 26.0
    bottom = top + step * len(chart.rows)
    parts = []
    for position, name in enumerate(chart.series):
        x = 12 + sum(40 + display_width(before) * _COLUMN for before in chart.series[:position])
        parts.append(f'<rect x="{x:.0f}" y="50" width="16" height="10" fill="{_COLOURS[position]}"/>' + _text(x + 22, 59, name, fill=_SOFT))
    for value in scale:
        x = left + value * per
        parts.append(f'<line x1="{x:.1f}" y1="{top - 4:.0f}" x2="{x:.1f}" y2="{bottom:.0f}" stroke="{_RULE}"/>')
        parts.append(_text(x, bottom + 14, short_number(value), anchor="middle", fill=_SOFT))
    for number, (row, label) in enumerate(zip(chart.rows, labels, strict=True)):
        parts.append(_bar(row, label, left, top + step * number, per, f"{_key(chart)}-{row.style}"))
    return "\n".join(parts), bottom + 24


def _bar(row: Bar, label: str, left: float, y: float, per: float, hatch: str) -> str:
    low, high = max(row.low, 0) * per, max(row.high, 0) * per
    drawn = f"<g><title>{escape(f'{row.label}: {row.text}')}</title>" + _text(left - 8, y + 14, label, anchor="end")
    drawn += f'<rect x="{left:.1f}" y="{y + 3:.1f}" width="{low:.1f}" height="15" fill="{_COLOURS[row.style]}"/>'
    if high - low > 0.5:
        drawn += (
            f'<rect x="{left + low:.1f}" y="{y + 3:.1f}" width="{high - low:.1f}" height="15" fill="url(#{hatch})" '
            f'stroke="{_COLOURS[row.style]}" stroke-width="0.8"/>'
        )
    return drawn + _text(left + max(low, high) + 6, y + 14, row.text, fill=_SOFT) + "</g>"


def _dots(chart: Dots) -> tuple[str, float]:
    left, right, top, bottom = 74.0, 20.0, 66.0, 400.0
    spans = []
    for values in ([row.x for row in chart.rows], [row.y for row in chart.rows]):
        low = math.floor(math.log10(min(values, default=1)))
        spans.append((low, max(math.ceil(math.log10(max(values, default=10)) + 1e-9), low + 1)))
    (x_low, x_high), (y_low, y_high) = spans

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - x_low) / (x_high - x_low)
        up = (math.log10(y) - y_low) / (y_high - y_low)
        return left + across * (WIDTH - left - right), bottom - up * (bottom - top)

    parts = []
    for power in range(x_low, x_high + 1):
        x, _ = at(10.0**power, 10.0**y_low)
        parts.append(f'<line x1="{x:.1f}" y1="{top:.0f}" x2="{x:.1f}" y2="{bottom:.0f}" stroke="{_RULE}"/>')
        parts.append(_text(x, bottom + 16, short_number(10.0**power), anchor="middle", fill=_SOFT))
    for power in range(y_low, y_high + 1):
        _, y = at(10.0**x_low, 10.0**power)
        parts.append(f'<line x1="{left:.0f}" y1="{y:.1f}" x2="{WIDTH - right:.0f}" y2="{y:.1f}" stroke="{_RULE}"/>')
        parts.append(_text(left - 6, y + 4, short_number(10.0**power), anchor="end", fill=_SOFT))
    parts.append(_text((left + WIDTH - right) / 2, bottom + 34, chart.x_title, anchor="middle", fill=_SOFT))
    parts.append(_text(16, (top + bottom) / 2, chart.y_title, anchor="middle", fill=_SOFT, turn=-90))
    taken: list[tuple[float, float, float]] = []
    for row in sorted(chart.rows, key=lambda row: (row.is_named, row.label)):
        x, y = at(row.x, row.y)
        colour = _COLOURS[1] if row.is_named else _COLOURS[0]
        told = escape(f"{row.label}: {row.x_text}, {row.y_text}")
        mark = (
            f'<path d="M{x:.1f} {y - 6:.1f} l6 6 -6 6 -6 -6z" fill="{colour}"/>'
            if row.is_named
            else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}" fill-opacity="0.65"/>'
        )
        parts.append(f"<g><title>{told}</title>{mark}</g>")
        if row.is_named:
            parts.append(_beside(shorten(row.label, 30), x, y, taken, WIDTH - right))
    return "\n".join(parts), bottom + 46


def _beside(label: str, x: float, y: float, taken: list[tuple[float, float, float]], edge: float) -> str:
    """A point's name beside it, moved up or down until it stands on no other; left out where there is no room."""
    width = display_width(label) * _COLUMN
    start = x + 9 if x + 9 + width < edge else x - 9 - width
    for shift in (4, -10, 18, -24, 32):
        if all(abs(y + shift - other) > 12 or start > end or start + width < begin for begin, end, other in taken):
            taken.append((start, start + width, y + shift))
            return _text(start, y + shift, label)
    return ""


def _reliability(chart: Reliability) -> tuple[str, float]:
    left, top, size = 74.0, 62.0, 300.0
    bottom, right = top + size, left + size

    def at(said: float, seen: float) -> tuple[float, float]:
        return left + said * size, bottom - seen * size

    parts = []
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x, y = at(tick, tick)
        parts.append(f'<path d="M{x:.1f} {top:.0f}V{bottom:.0f}M{left:.0f} {y:.1f}H{right:.0f}" stroke="{_RULE}" fill="none"/>')
        parts.append(_text(x, bottom + 16, f"{tick:.0%}", anchor="middle", fill=_SOFT))
        parts.append(_text(left - 6, y + 4, f"{tick:.0%}", anchor="end", fill=_SOFT))
    parts.append(f'<path d="M{left:.0f} {bottom:.0f}L{right:.0f} {top:.0f}" stroke="{_SOFT}" stroke-dasharray="5 4" fill="none"/>')
    for row in chart.rows:
        x, y = at(row.said, row.seen)
        _, low = at(0, row.low)
        _, high = at(0, row.high)
        told = escape(f"{row.said:.0%}: {row.seen:.0%} ({row.low:.0%}–{row.high:.0%}), {row.count}")
        parts.append(f'<g><title>{told}</title><path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{_COLOURS[0]}" stroke-width="2"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{_COLOURS[0]}"/>{_text(x + 9, y + 4, str(row.count))}</g>')
    parts.append(_text((left + right) / 2, bottom + 34, chart.x_title, anchor="middle", fill=_SOFT))
    parts.append(_text(16, (top + bottom) / 2, chart.y_title, anchor="middle", fill=_SOFT, turn=-90))
    return "\n".join(parts), bottom + 46


def _grid(chart: Grid) -> tuple[str, float]:
    labels = [shorten(row, 30) for row in chart.rows]
    titles = [shorten(column, 24) for column in chart.columns]
    left = 24 + max((display_width(label) for label in labels), default=0) * _COLUMN
    tall = 20 + max((display_width(title) for title in titles), default=0) * _COLUMN * 0.72
    step = min(44.0, (WIDTH - left - tall) / max(1, len(titles)))
    top = 52 + tall
    parts = []
    for number, title in enumerate(titles):
        parts.append(_text(left + step * (number + 0.5) - 2, top - 6, title, fill=_SOFT, turn=-45))
    for number, label in enumerate(labels):
        parts.append(_text(left - 8, top + 26 * number + 17, label, anchor="end"))
    for row in range(len(labels)):
        for column in range(len(titles)):
            parts.append(_cell(chart, row, column, left + step * column, top + 26 * row, step))
    return "\n".join(parts), top + 26 * len(labels) + 16


def _cell(chart: Grid, row: int, column: int, x: float, y: float, step: float) -> str:
    cell = chart.cells.get((row, column))
    frame = f'<rect x="{x:.1f}" y="{y:.1f}" width="{step - 2:.1f}" height="24" '
    if cell is None:
        return f'{frame}fill="#F7F8F9"/>'
    share = 1 - cell.met / cell.all
    # white where all is met, vermilion where nothing is
    red, green, blue = (round(255 + (end - 255) * share) for end in (0xD5, 0x5E, 0x00))
    told = quoteattr(f"{chart.rows[row]} → {chart.columns[column]}: {cell.met} / {cell.all}")[1:-1]
    ink = "#FFFFFF" if share > 0.8 else _INK
    return (
        f'<g><title>{told}</title>{frame}fill="#{red:02X}{green:02X}{blue:02X}" stroke="#888888" stroke-width="0.6"/>'
        + _text(x + step / 2 - 1, y + 16, f"{cell.met}/{cell.all}", anchor="middle", fill=ink)
        + "</g>"
    )
