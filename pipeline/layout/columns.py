"""Reading order: rows of a page become lines, column by column where the page has columns."""

from __future__ import annotations

import re

from models.document import Box, Line, Word, line_of
from models.values import value
from pipeline.layout.results import result_bands
from pipeline.layout.rows import Row, Segment

_LEAST_ROWS = 3  # rows that share a gutter before it counts
_LEAST_BOTH = 2  # of them, rows with text on both sides
_LABEL = re.compile(r"(?::|\.{3,}|…)\s*$")
_FIGURE = re.compile(r"^[\s€(+\-–]*\d[\d\s.,/%€)hH:]*\S{0,8}$")
_HANGING = 42.0  # points: a first column narrower than this holds list marks, not text


@value
class Flow:
    """One line in reading order, with its column and the left and right edge of that column."""

    line: Line
    column: int
    left: float
    right: float
    continues: bool = False  # goes on with the line before, whatever its place
    listed: bool = False  # stands in a column of short lines, each of its own


def reading_order(rows: list[Row]) -> list[Flow]:
    """The lines of one page in reading order. ``rows`` come top to bottom; edges are in points."""
    flows: list[Flow] = []
    left = min((r.x0 for r in rows), default=0.0)
    right = max((r.x1 for r in rows), default=0.0)
    position = 0
    while position < len(rows):
        end, gutters = _column_run(rows, position)
        run = rows[position:end]
        bands = result_bands(run, gutters)
        if bands:
            for band in bands:
                flows.extend(_beside_result(band, gutters))
            position = end
        elif gutters and not _reads_across(run, gutters):
            flows.extend(_down_columns(run, gutters))
            position = end
        elif gutters and _is_labelled(run, gutters):
            flows.extend(_labelled(run, gutters))
            position = end
        else:
            stop = end if gutters else position + 1
            flows.extend(Flow(_line(r), 0, left, right) for r in rows[position:stop])
            position = stop
    return flows


def _line(row: Row) -> Line:
    return Line(tuple(row.words), row.text, Box(row.x0, row.top, row.x1, row.bottom))


def _gaps(row: Row, following: Row | None = None) -> list[tuple[float, float]]:
    """The gaps inside a row, or between it and a row that stands beside it on a baseline of its own."""
    if len(row.segments) > 1:
        return [(a.x1, b.x0) for a, b in zip(row.segments, row.segments[1:], strict=False)]
    if following is not None and _beside(row, following):
        gap = (min(row.x1, following.x1), max(row.x0, following.x0))
        return [gap] if gap[1] - gap[0] >= 8.0 else []
    return []


def _beside(above: Row, row: Row) -> bool:
    """Whether two rows overlap in height but not in width: lines of two columns with different pitch."""
    apart = above.x1 <= row.x0 or row.x1 <= above.x0
    return apart and above.bottom - row.top > 0.1 * (row.bottom - row.top)


def _column_run(rows: list[Row], start: int) -> tuple[int, list[tuple[float, float]]]:
    """The longest run of rows from ``start`` that share a gutter: its end and its gutters, none when too short."""
    gutters = _gaps(rows[start], rows[start + 1] if start + 1 < len(rows) else None)
    if not gutters:
        return start + 1, []
    both = int(len(rows[start].segments) > 1)
    end = start + 1
    last_both = end
    while end < len(rows):
        row = rows[end]
        if row.top - rows[end - 1].bottom > 4 * (row.bottom - row.top):
            break
        narrowed = _narrow(gutters, row)
        if not narrowed:
            row = rows[end] = _parted(row, gutters)
            narrowed = _narrow(gutters, row)
        if not narrowed or _new_structure(rows, start, end, gutters):
            break
        gutters = narrowed
        if len(row.segments) > 1 or _beside(rows[end - 1], row):
            both += 1
            last_both = end + 1
        end += 1
    # Trailing rows on one side only belong to the columns as long as they continue a column's text closely.
    end = _trim(rows, start, last_both, end, gutters)
    if end - start < _LEAST_ROWS or both < _LEAST_BOTH:
        if both >= 2 and end - start == 2 and all(len(r.segments) == 2 for r in rows[start:end]):
            return end, gutters
        return start + 1, []
    return end, gutters


def _parted(row: Row, gutters: list[tuple[float, float]]) -> Row:
    """A row whose long label comes close to its value: cut where a word begins at the edge of the next column."""
    segments: list[Segment] = []
    for segment in row.segments:
        words = segment.words
        cut = next(
            (
                n
                for n in range(1, len(words))
                for _, high in gutters
                if abs(words[n].x0 - high) < 2.5 and words[n].x0 - words[n - 1].x1 > 0.3 * words[n].size
            ),
            None,
        )
        segments += [segment] if cut is None else [Segment(words[:cut]), Segment(words[cut:])]
    return Row(segments, row.page)


def _new_structure(rows: list[Row], start: int, at: int, gutters: list[tuple[float, float]]) -> bool:
    """Whether a label closes the columns above, or rows with more columns begin."""
    row = rows[at]
    if len(row.segments) == 1 and row.x0 < gutters[0][0] and _LABEL.search(row.text):
        labelled = any(_LABEL.search(r.segments[0].text) for r in rows[start:at])
        next_row = rows[at + 1] if at + 1 < len(rows) else None
        return not labelled and next_row is not None and (len(next_row.segments) > 1 or _crosses(next_row, gutters))
    if len(gutters) > 1 and len(row.segments) == 1 and _crosses(row, gutters):
        return sum(len(r.segments) == len(gutters) + 1 for r in rows[start:at]) >= _LEAST_ROWS
    if len(row.segments) - 1 <= len(gutters) or at + 1 >= len(rows):
        return False
    starts = [s.x0 for s in row.segments]
    below = [s.x0 for s in rows[at + 1].segments]
    return len(below) == len(starts) and all(abs(a - b) < 3 for a, b in zip(starts, below, strict=True))


def _crosses(row: Row, gutters: list[tuple[float, float]]) -> bool:
    """Whether the text of a row runs over a gutter."""
    return len(_narrow(gutters, row)) < len(gutters)


def _trim(rows: list[Row], start: int, last_both: int, end: int, gutters: list[tuple[float, float]]) -> int:
    """Where the columns end: one-sided rows after the last full one stay only on the right or when indented alike."""
    position = last_both
    edge = gutters[0][1]
    while position < end:
        row, above = rows[position], rows[position - 1]
        close = row.top - above.bottom < 0.9 * (row.bottom - row.top)
        if not close or (row.x0 < edge and len(rows[last_both - 1].segments) > 1 and row.x1 > gutters[0][0]):
            break
        if row.x0 < edge and not _one_sided_left(rows[start:last_both], gutters):
            break
        position += 1
    return position


def _one_sided_left(rows: list[Row], gutters: list[tuple[float, float]]) -> bool:
    return sum(1 for r in rows if r.x1 <= gutters[0][0] + 1) >= 1


def _narrow(gutters: list[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    """What is left of the gutters once ``row`` is among the rows; those its text crosses go."""
    out = []
    for low, high in gutters:
        for seg in row.segments:
            if seg.x0 >= high or seg.x1 <= low:
                continue
            if seg.x0 > low and seg.x0 - low >= high - seg.x1:
                high = min(high, seg.x0)
            else:
                low = max(low, seg.x1)
        if high - low >= 8.0:
            out.append((low, high))
    return out


def _sides(run: list[Row], gutters: list[tuple[float, float]]) -> list[list[tuple[int, Segment]]]:
    """The segments of each column with their row number; pieces that no gutter parts are one segment."""
    columns: list[dict[int, list[Segment]]] = [{} for _ in range(len(gutters) + 1)]
    for number, row in enumerate(run):
        for segment in row.segments:
            column = sum(1 for low, high in gutters if segment.x0 >= high - 1)
            columns[column].setdefault(number, []).append(segment)
    return [[(n, Segment([w for s in parts for w in s.words])) for n, parts in column.items()] for column in columns]


def _reads_across(run: list[Row], gutters: list[tuple[float, float]]) -> bool:
    """Whether the run is read row by row: labels and their values, list marks and their text, figures."""
    columns = _sides(run, gutters)
    first, rest = columns[0], columns[1:]
    if not first or not any(rest):
        return True
    if max(s.x1 for _, s in first) - min(s.x0 for _, s in first) < _HANGING:
        return True
    labels = sum(1 for _, s in first if _LABEL.search(s.text))
    if labels * 2 >= len(first) and not _is_prose(rest[0]):
        return True
    partnered = {n for n, _ in first}
    for column in rest:
        figures = sum(1 for n, s in column if _FIGURE.match(s.text))
        if figures * 2 > len(column) and sum(1 for n, _ in column if n in partnered) * 2 > len(column):
            return True
    return False


def _is_labelled(run: list[Row], gutters: list[tuple[float, float]]) -> bool:
    """Whether the first column holds labels that end in a colon."""
    first = _sides(run, gutters)[0]
    return bool(first) and 2 * sum(1 for _, s in first if _LABEL.search(s.text)) >= len(first)


def _labelled(run: list[Row], gutters: list[tuple[float, float]]) -> list[Flow]:
    """Labels with their values: a label cut over two rows is made whole, and its value's rows follow it."""
    edge = gutters[0][1] - 1
    entries: list[tuple[list[Word], list[list[Word]]]] = []
    for row in run:
        label = [w for s in row.segments if s.x0 < edge for w in s.words]
        value = [w for s in row.segments if s.x0 >= edge for w in s.words]
        if label:
            if not entries or _LABEL.search(entries[-1][0][-1].text if entries[-1][0] else ":"):
                entries.append((label, []))
            else:
                entries[-1][0].extend(label)
        if value:
            if not entries:
                entries.append(([], []))
            entries[-1][1].append(value)
    left, right = min(r.x0 for r in run), max(r.x1 for r in run)
    flows = []
    for label, values in entries:
        first = label + (values[0] if values else [])
        flows.append(Flow(line_of(first), 0, left, right, listed=True))
        flows.extend(Flow(line_of(v), 0, left, right, continues=True, listed=True) for v in values[1:])
    return flows


def _beside_result(band: list[Row], gutters: list[tuple[float, float]]) -> list[Flow]:
    """A point and what became of it beside it; names in brackets go on with the count above them."""
    flows = _down_columns(band, gutters)
    opened = 0
    for at, flow in enumerate(flows):
        text = flow.line.text
        if flow.column > 1 and at and flows[at - 1].column == flow.column:
            goes_on = opened > 0 or text.startswith("(")
            flows[at] = Flow(flow.line, flow.column, flow.left, flow.right, continues=goes_on, listed=not goes_on)
        opened = opened + text.count("(") - text.count(")") if flow.column > 1 else 0
    return flows


def _is_prose(column: list[tuple[int, Segment]]) -> bool:
    """Whether most lines of a column run to its right edge, as flowing text does."""
    if len(column) < 4:
        return False
    if sum(len(s.words) for _, s in column) < 3.5 * len(column):  # names and dates, one a line
        return False
    left = min(s.x0 for _, s in column)
    right = max(s.x1 for _, s in column)
    full = sum(1 for _, s in column if s.x1 > right - 0.15 * (right - left))
    ends = sum(1 for _, s in column if s.text.endswith((",", ".", ";")) or s.text[0].islower())
    return full * 10 >= len(column) * 6 or ends * 3 >= len(column)


def _down_columns(run: list[Row], gutters: list[tuple[float, float]]) -> list[Flow]:
    flows: list[Flow] = []
    for number, column in enumerate(_sides(run, gutters), start=1):
        if not column:
            continue
        left = min(s.x0 for _, s in column)
        right = max(s.x1 for _, s in column)
        listed = not _is_prose(column) and len(column) >= 3
        flows.extend(Flow(line_of(s.words), number, left, right, listed=listed) for _, s in column)
    return flows
