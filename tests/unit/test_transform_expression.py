"""Expressions are arithmetic and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools._columns import match_column
from tools._errors import Refused
from tools.transform._expression import read

FRAME = pd.DataFrame({"a": [1.0, 2.0, np.nan], "열1": [3.0, -4.0, 5.0], "총 대수(대)": [7.0, 8.0, 9.0]})


def value(expression: str) -> object:
    return read(expression, list(FRAME.columns), lambda name: match_column(name, list(FRAME.columns))).value(FRAME)


numbers = st.integers(1, 99).map(str) | st.sampled_from(["0.5", "2.25"])
expressions = st.recursive(
    numbers | st.sampled_from(["a", "열1"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", "-", "*", " / "]), inner).map("".join),
        inner.map(lambda e: f"({e})"),
        inner.map(lambda e: f"-{e}"),
    ),
    max_leaves=8,
)


@given(expressions)
def test_arithmetic_means_what_it_means_in_python(expression: str) -> None:
    found = np.broadcast_to(np.asarray(value(expression), dtype=float), 3)
    for row in range(2):
        names = {"a": np.float64(FRAME["a"][row]), "열1": np.float64(FRAME["열1"][row])}
        with np.errstate(all="ignore"):
            try:
                expected = float(eval(expression, {"__builtins__": {}}, names))
            except ZeroDivisionError:
                continue
        assert (math.isnan(found[row]) and math.isnan(expected)) or math.isclose(found[row], expected, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2**3**2", 512.0),
        ("-2**2", -4.0),
        ("7 // 2 + 7 % 4", 6.0),
        ("max(a, 열1)", [3.0, 2.0, None]),
        ("`총 대수(대)` × 2", [14.0, 16.0, 18.0]),
        ("총 대수(대) ÷ 2", [3.5, 4.0, 4.5]),
        ("[열1] - mean(열1)", [3 - 4 / 3, -4 - 4 / 3, 5 - 4 / 3]),
        ("round(열1 / 3, 1)", [1.0, -1.3, 1.7]),
        ("log1p(a)", [math.log(2), math.log(3), None]),
        ("abs(열1)", [3.0, 4.0, 5.0]),
    ],
)
def test_functions_columns_and_signs(expression: str, expected: object) -> None:
    found = value(expression)
    if isinstance(expected, list):
        np.testing.assert_allclose(found, [np.nan if v is None else v for v in expected])
    else:
        assert found == expected


@pytest.mark.parametrize(
    "bad", ["", "a a", "a.b", "a; b", "a = 1", "f(a)(b)", "a[0]", "'x'", "lambda: 1", "round(a, 1, 2)", "((a)", "1 2", "@a", "log(a, 2)"]
)
def test_anything_else_is_refused(bad: str) -> None:
    with pytest.raises(Refused):
        value(bad)


@given(st.text(max_size=60))
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    try:
        found = value(text)
    except Refused:
        return
    each = np.broadcast_to(np.asarray(found), len(FRAME))  # a number for every row, or one for all; nothing else comes out
    assert each.dtype.kind in "biuf"
