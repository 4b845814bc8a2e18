"""A real MLflow tracking server in a process of its own, read over its REST API and not with its client."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

API = "/api/2.0/mlflow"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class MlflowServer:
    """The server with SQLite and its own artifacts in `folder`. Started without `mlflow server`, which takes twice as long."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.url, self._folder = f"http://127.0.0.1:{(port := free_port())}", folder
        facts = {
            "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{folder / 'mlflow.db'}",
            "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
            "_MLFLOW_SERVER_ARTIFACT_DESTINATION": str(folder / "artifacts"),
            "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            "MLFLOW_DISABLE_TELEMETRY": "true",
        }
        self._log = (folder / "server.log").open("w")
        command = [sys.executable, "-m", "uvicorn", "mlflow.server.fastapi_app:app", "--port", str(port)]
        self._process = subprocess.Popen(command, cwd=folder, env={**environment, **facts}, stdout=self._log, stderr=self._log)

    def wait(self, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError((self._folder / "server.log").read_text())

    def stop(self) -> None:
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.wait(20)
        self._log.close()

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def runs(self, experiment: str) -> list[dict[str, Any]]:
        """The experiment's runs, each {"info", "tags", "params", "metrics"} with the last three as dicts."""
        found = self.ask(f"{API}/experiments/get-by-name?experiment_name={experiment}")["experiment"]["experiment_id"]
        runs = self.ask(f"{API}/runs/search", {"experiment_ids": [found], "max_results": 100}).get("runs", [])
        return [
            {"info": run["info"]} | {kind: {item["key"]: item["value"] for item in run["data"].get(kind, [])} for kind in KINDS}
            for run in runs
        ]

    def model(self, name: str) -> dict[str, Any]:
        return dict(self.ask(f"{API}/registered-models/get?name={name}")["registered_model"])


KINDS = ("tags", "params", "metrics")
