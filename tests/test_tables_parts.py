"""The small parts of table reading: edges, grids, text of cells, figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.document import Box, Word
from pipeline.tables.cells import lines_of, passage_of, place
from pipeline.tables.edges import Edge, Edges, join_edges
from pipeline.tables.lattice import find_grids
from pipeline.tables.text import chunks, is_figure, is_number, may_be_wrapped, rivers, row_borders


def _word(text: str, x0: float, top: float = 0.0, width: float | None = None) -> Word:
    return Word(text, x0, top, x0 + (width or 5.0 * len(text)), top + 10, 1, size=10)


@pytest.mark.parametrize(
    ("text", "number", "figure"),
    [
        ("1 240 000 €", True, True),
        ("- 12 500,00", True, True),
        ("(12 500)", True, True),
        ("+ 400 €", True, True),
        ("105.000,00 euros", True, True),
        ("5830 € TTC", True, True),
        ("52,5 %", True, True),
        ("2023", True, True),
        ("-", False, True),
        ("ND", False, True),
        ("-    €", False, True),
        ("24 familles", False, False),
        ("Article 3", False, False),
        ("M57", False, False),
        ("", False, False),
    ],
)
def test_figures(text: str, number: bool, figure: bool) -> None:
    assert (is_number(text), is_figure(text)) == (number, figure)


edges = st.builds(
    lambda at, low, length: Edge(at, low, low + length),
    st.floats(0, 800),
    st.floats(0, 500),
    st.floats(10, 300),
)


@given(st.lists(edges, max_size=30))
def test_joined_edges_cover_what_was_drawn(drawn: list[Edge]) -> None:
    joined = join_edges(drawn)
    assert len(joined) <= len(drawn)
    for edge in drawn:
        assert any(
            abs(j.at - edge.at) <= 6 and j.low <= edge.low + 0.01 and j.high >= edge.high - 0.01 for j in joined
        )


@given(st.lists(edges, max_size=20), st.lists(edges, max_size=20))
def test_cells_of_a_grid_tile_it(level: list[Edge], upright: list[Edge]) -> None:
    """Whatever is drawn, the cells of a grid cover each of its places once."""
    for grid in find_grids(Edges(join_edges(level), join_edges(upright))):
        places = [(r, c) for s in grid.spans for r in range(s.row, s.row_end) for c in range(s.col, s.col_end)]
        assert sorted(places) == [(r, c) for r in range(len(grid.ys) - 1) for c in range(len(grid.xs) - 1)]


def test_dashes_are_one_line_and_lines_of_two_tables_are_not() -> None:
    dashes = [Edge(100, x, x + 3) for x in range(50, 150, 6)]
    assert join_edges(dashes) == [Edge(100, 50, 149)]
    assert len(join_edges([Edge(100, 50, 200), Edge(100, 210, 400)])) == 2


@pytest.mark.parametrize(("at", "rank"), [(5, 0), (10, 1), (25, 1), (30, None), (-1, None)])
def test_place(at: float, rank: int | None) -> None:
    assert place([0, 10, 30], at) == rank


def test_chunks_keep_a_currency_sign_with_its_figure() -> None:
    line = [_word("Total", 0), _word("1", 60), _word("200", 68), _word("€", 100)]
    assert [c.text for c in chunks(line)] == ["Total", "1 200 €"]


def test_rivers_run_between_columns_only() -> None:
    lines = [chunks([_word("Accueil", 0), _word(str(n), 100)]) for n in (10, 20, 30)]
    ((low, high),) = rivers(lines, 5)
    assert (low, high) == (35, 100)


@pytest.mark.parametrize(
    ("anchors", "starts", "firsts"),
    [
        ([True, True, True], [True] * 3, [0, 1, 2]),
        ([True, False, True], [True, False, True], [0, 2]),  # a wrapped label goes on with the line above
        ([False, True, True], [True, False, True], [0, 2]),  # figures on the last line of their label
        ([True, False, True], [True, True, True], [0, 1, 2]),  # a row without figures
    ],
)
def test_row_borders(anchors: list[bool], starts: list[bool], firsts: list[int]) -> None:
    tops = [(12.0 * n, 12.0 * n + 10) for n in range(len(anchors))]
    assert row_borders(tops, anchors, starts) == firsts


@pytest.mark.parametrize(
    ("above", "below", "right", "wrapped"),
    [
        (["8", "957"], ["295,41"], 45, True),  # no room for "295,41" behind "957"
        (["8", "957"], ["295,41"], 200, False),  # room enough: two amounts
        (["8 957,00"], ["295,41"], 45, False),  # the first is whole
        (["8", "957"], ["€"], 30, True),
    ],
)
def test_may_be_wrapped(above: list[str], below: list[str], right: float, wrapped: bool) -> None:
    def line(texts: list[str], top: float) -> list[Word]:
        x, out = 4.0, []
        for text in texts:
            out.append(_word(text, x, top))
            x = out[-1].x1 + 2.5
        return out

    assert may_be_wrapped([line(above, 0), line(below, 12)], 0, right) is wrapped


def test_lines_of_a_cell_and_its_paragraphs() -> None:
    words = [_word("Le", 2, 0), _word("comité", 14, 0), _word("siège.", 2, 12), _word("Bilan", 2, 34)]
    assert [[w.text for w in line] for line in lines_of(words[::-1])] == [["Le", "comité"], ["siège."], ["Bilan"]]
    assert passage_of(lines_of(words), Box(0, 0, 60, 50)).text == "Le comité siège.\nBilan"
