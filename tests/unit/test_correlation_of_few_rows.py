"""A correlation of one row or two is no correlation: a sentence says what would work."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from storage.profile import Roles
from tests.fakes.dataset_tools import Bench
from tools._errors import Refused


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
@pytest.mark.parametrize("rows", [1, 2])
def test_a_correlation_of_two_rows_is_refused_with_what_would_work(tmp_path: Path, rows: int, method: str) -> None:
    bench = Bench(pd.DataFrame({"a": [1.5, 3.5], "b": [2.5, 5.5]}).head(rows), tmp_path, Roles())
    with pytest.raises(Refused) as refused:
        bench.ask("get_correlation", columns=["a", "b"], method=method)
    assert refused.value.code == "too_few_rows"
    assert "3" in refused.value.say("ko")


def test_what_goes_with_a_target_of_two_rows_is_refused(tmp_path: Path) -> None:
    bench = Bench(pd.DataFrame({"a": [1.5, 3.5], "b": [2.5, 5.5]}), tmp_path, Roles())
    with pytest.raises(Refused) as refused:
        bench.ask("get_column_correlation_with_target", target_column="a")
    assert refused.value.code == "too_few_rows"
