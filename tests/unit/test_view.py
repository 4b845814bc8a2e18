"""Tables on a terminal, as people read them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.messages import Table
from bot.render import Outlet
from bot.view import View
from storage.blobs import FileBlobs

NEIGHBOURHOODS = [
    ["1", "Samdeok-dong, Suseong-gu", "6.78", "4.1–14.0", "43%", "107"],
    ["2", "Dohak-dong, Dong-gu", "5.61", "3.4–11.1", "25%", "50"],
]
HEADERS = ["Rank", "Neighbourhood", "Predicted ECLO", "80% interval", "Fatal or serious", "Accidents in the data"]


def shown(columns: list[str], rows: list[list[str]], width: int, folder: Path = Path()) -> list[str]:
    screen = StringIO()
    console = Console(file=screen, width=width, force_terminal=False, color_system=None)
    View(console, Outlet(FileBlobs(folder), folder)).show(Table(columns, rows))
    return screen.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_word_of_a_table_is_broken_in_two_where_the_screen_has_room(width: int) -> None:
    lines = shown(HEADERS, NEIGHBOURHOODS, width)
    words = {word for line in lines for word in line.split()}
    assert {"Neighbourhood", "Samdeok-dong,", "Suseong-gu"} <= words
    assert max(map(cell_len, lines)) <= width


@given(
    table=st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(st.text("가나다 abc", max_size=30), min_size=n, max_size=n), min_size=2, max_size=4)
    ),
    width=st.integers(60, 120),
)
def test_a_table_of_anything_stays_on_the_screen_with_every_letter(table: list[list[str]], width: int) -> None:
    names, *rows = table
    lines = shown(names, rows, width)
    assert max(map(cell_len, lines)) <= width
    for letter in "가나다abc":
        assert "".join(lines).count(letter) == sum(cell.count(letter) for row in table for cell in row)
