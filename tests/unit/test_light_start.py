"""What a program's start and its first answer need not wait for."""

from __future__ import annotations

import importlib
import sqlite3
import subprocess
import sys
import threading

import pytest
from conftest import ROOT
from fakes.schema import lay_schema

from bot.agent.sparing import imported
from storage.stores import open_stores

FIRST_ANSWER = """
import sys
from bot.agent.graph import Agent
from model import lgbm

Agent().warm()
lgbm.prepare()
idle = ["langgraph_sdk.client", "langsmith.types.run", "sklearn"]
print([name for name in idle if name in sys.modules])

from langgraph_sdk import get_client
from langsmith.types import RunSelectField
from sklearn.linear_model import LinearRegression
print(callable(get_client), bool(RunSelectField), LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0]).coef_)
"""


def test_the_first_answer_loads_nothing_that_no_answer_uses_and_who_wants_it_later_has_it():
    ended = subprocess.run([sys.executable, "-c", FIRST_ANSWER], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == ["[]", "True True [2.]"]


async def test_a_program_starts_while_another_one_writes(tmp_path):
    file = tmp_path / "eclo.db"
    await lay_schema(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    stores = await open_stores(f"sqlite+aiosqlite:///{file}", tmp_path / "blobs")
    assert await stores.runs.in_use() is None  # it reads, and the other has not let go
    assert other.in_transaction
    await stores.close()
    other.close()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of its own name for each test, whose `__init__` counts how often it ran."""
    name = f"package_of_{tmp_path.name}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text("import time\ntime.sleep(0.05)\nruns = globals().get('runs', 0) + 1\nlast = 'all there'\n")
    (folder / "part.py").write_text("number = 7\n")
    (tmp_path / f"user_of_{name}.py").write_text(f"import {name}\nfrom {name}.part import number\n")
    monkeypatch.syspath_prepend(tmp_path)
    imported(f"user_of_{name}", name)
    yield sys.modules[name]
    for loaded in [module for module in sys.modules if name in module]:
        del sys.modules[loaded]


def test_a_package_left_for_later_runs_once_and_whole_whoever_asks_first(package):
    assert "runs" not in vars(package)
    found = []
    askers = [threading.Thread(target=lambda: found.append((package.last, package.runs))) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert found == [("all there", 1)] * 4


def test_a_package_left_for_later_has_its_modules_and_no_names_of_others(package):
    assert importlib.import_module(f"{package.__name__}.part").number == 7
    assert "runs" not in vars(package)
    assert not hasattr(package, "nothing_of_this_name")
    assert package.runs == 1
