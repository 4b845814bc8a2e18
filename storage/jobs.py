"""Jobs: the one truth of long work. The queue carries only the id; everything else is in the row."""

from __future__ import annotations

import builtins
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.datasets import in_channel, in_thread
from storage.engine import Database
from storage.errors import NotFound
from storage.scope import Scope
from storage.tables import jobs, runs

ENDED = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Job:
    """A job's row. States: queued -> running -> done | failed | cancelled.

    `attempt` counts the starts; only the newest attempt may write. `result` and `error` are JSON.
    """

    id: str
    workspace: str
    channel: str
    thread: str
    owner: str
    front: str
    language: str
    tool: str
    args: dict[str, Any]
    dataset_id: str | None
    turn: str
    call: str
    state: str
    done: int
    total: int
    attempt: int
    cancel_requested: bool
    log: list[str]
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    announced: str
    announcement: dict[str, Any]
    created_at: datetime
    heartbeat_at: datetime | None
    ended_at: datetime | None

    @property
    def scope(self) -> Scope:
        return Scope(self.workspace, self.channel, self.thread, self.owner)

    @property
    def marker(self) -> str:
        """What an announcement of this state of the job is called: equal markers need no new message."""
        return f"{self.state}:{self.done}:{self.total}"


_COLUMNS = [jobs.c[field.name] for field in fields(Job)]


def _job(row: Any) -> Job:
    return Job(**{field.name: row[field.name] for field in fields(Job)})


class Jobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def submit(
        self,
        scope: Scope,
        *,
        tool: str,
        args: Mapping[str, Any],
        turn: str,
        call: str,
        front: str,
        language: str,
        dataset_id: str | None,
    ) -> Job:
        """Record a job. The same (turn, call) again gives the job that is there already."""
        same = sa.select(*_COLUMNS).where(in_thread(jobs, scope), jobs.c.turn == turn, jobs.c.call == call)
        async with self._database.write(alone=f"job {turn} {call}") as connection:
            row = (await connection.execute(same)).mappings().first()
            if row is None:
                await connection.execute(
                    sa.insert(jobs).values(
                        id=uuid.uuid4().hex, workspace=scope.workspace, channel=scope.channel, thread=scope.thread,
                        owner=scope.user, front=front, language=language, tool=tool, args=dict(args), dataset_id=dataset_id,
                        turn=turn, call=call, state="queued", created_at=datetime.now(UTC),
                    )
                )  # fmt: skip
                row = (await connection.execute(same)).mappings().one()
        return _job(row)

    async def list(self, scope: Scope, *, limit: int = 20) -> list[Job]:
        """The channel's jobs, newest first."""
        query = sa.select(*_COLUMNS).where(in_channel(jobs, scope)).order_by(jobs.c.created_at.desc()).limit(limit)
        return await self._all(query)

    async def get(self, scope: Scope, job_id: str) -> Job:
        """One job of the channel. Raises NotFound, also for one of another channel or workspace."""
        found = await self._all(sa.select(*_COLUMNS).where(in_channel(jobs, scope), jobs.c.id == job_id))
        if not found:
            raise NotFound(job=job_id)
        return found[0]

    async def request_cancel(self, scope: Scope, job_id: str) -> Job:
        """Stop a job: a queued one at once, a running one as soon as it looks. Raises NotFound.

        A training whose run is recorded goes on to its end, which is near: see Runs.add.
        """
        mine = sa.and_(in_channel(jobs, scope), jobs.c.id == job_id)
        async with self._database.write() as connection:
            # Held first, and looked at in a statement of its own: a run that was just being recorded is then seen.
            await connection.execute(sa.select(jobs.c.id).where(mine).with_for_update())
            mine = sa.and_(mine, ~sa.exists().where(runs.c.id == jobs.c.id))
            await connection.execute(
                sa.update(jobs).where(mine, jobs.c.state == "queued").values(state="cancelled", ended_at=datetime.now(UTC))
            )
            await connection.execute(sa.update(jobs).where(mine, jobs.c.state == "running").values(cancel_requested=True))
        return await self.get(scope, job_id)

    # What follows is for the worker and the reconciler, which act for no user and so have no scope.

    async def start(self, job_id: str, *, most_attempts: int) -> Job | None:
        """Begin an attempt: the row becomes running and the attempt one higher. None when it is not waiting to be run.

        A job that was begun `most_attempts` times already has killed its worker each time: it fails.
        """
        now = datetime.now(UTC)
        async with self._database.write() as connection:
            row = (await connection.execute(sa.select(*_COLUMNS).where(jobs.c.id == job_id).with_for_update())).mappings().first()
            if row is None or row["state"] != "queued":
                return None
            values: dict[str, Any] = {"state": "running", "attempt": row["attempt"] + 1, "heartbeat_at": now, "done": 0, "log": []}
            if row["cancel_requested"]:
                values = {"state": "cancelled", "ended_at": now}
            elif row["attempt"] >= most_attempts:
                values = {"state": "failed", "ended_at": now, "error": {"code": "job_gave_up", "attempts": row["attempt"]}}
            await connection.execute(sa.update(jobs).where(jobs.c.id == job_id).values(**values))
        return _job({**row, **values}) if values["state"] == "running" else None

    async def beat(self, job_id: str, attempt: int, *, done: int, total: int, log: Sequence[str] = ()) -> bool:
        """Say how far it is, with the log lines so far. True when this attempt should go on; False when it was cancelled or another
        attempt took over."""
        mine = sa.and_(jobs.c.id == job_id, jobs.c.attempt == attempt, jobs.c.state == "running")
        async with self._database.write() as connection:
            await connection.execute(
                sa.update(jobs).where(mine).values(done=done, total=total, log=list(log), heartbeat_at=datetime.now(UTC))
            )
            return bool(await connection.scalar(sa.select(jobs.c.id).where(mine, jobs.c.cancel_requested.is_(False))))

    async def finish(self, job_id: str, attempt: int, state: str, **values: Any) -> bool:
        """End an attempt as done, failed or cancelled. False when it does not count: another attempt has taken over, or its
        user has cancelled it meanwhile (then it ends as cancelled, whatever it brought)."""
        mine = sa.and_(jobs.c.id == job_id, jobs.c.attempt == attempt, jobs.c.state == "running")
        async with self._database.write() as connection:
            if await connection.scalar(sa.select(jobs.c.cancel_requested).where(mine)):
                await connection.execute(sa.update(jobs).where(mine).values(state="cancelled", ended_at=datetime.now(UTC)))
                return False
            changed = await connection.execute(sa.update(jobs).where(mine).values(state=state, ended_at=datetime.now(UTC), **values))
            return int(changed.rowcount) == 1

    async def requeue(self, job_id: str, attempt: int) -> bool:
        """Give a running attempt back to the queue (its worker is being stopped)."""
        mine = sa.and_(jobs.c.id == job_id, jobs.c.attempt == attempt, jobs.c.state == "running")
        async with self._database.write() as connection:
            # A stopped attempt is not the job's fault, so it does not count towards giving up.
            changed = await connection.execute(sa.update(jobs).where(mine).values(state="queued", attempt=attempt - 1, heartbeat_at=None))
            return int(changed.rowcount) == 1

    async def unfinished(self) -> builtins.list[Job]:
        """Every job that is queued or running, oldest first."""
        return await self._all(sa.select(*_COLUMNS).where(jobs.c.state.in_(("queued", "running"))).order_by(jobs.c.created_at))

    async def lost(self, job_id: str) -> None:
        """The process that ran this job is known to be gone: it need not be waited for until it counts as silent."""
        async with self._database.write() as connection:
            await connection.execute(sa.update(jobs).where(jobs.c.id == job_id, jobs.c.state == "running").values(heartbeat_at=None))

    async def revive(self, silent_for: timedelta) -> int:
        """Put running jobs whose worker has been silent back to queued; how many."""
        limit = datetime.now(UTC) - silent_for
        stale = sa.and_(jobs.c.state == "running", sa.or_(jobs.c.heartbeat_at < limit, jobs.c.heartbeat_at.is_(None)))
        async with self._database.write() as connection:
            changed = await connection.execute(sa.update(jobs).where(stale).values(state="queued", heartbeat_at=None))
            return int(changed.rowcount)

    # For a front end that shows jobs in messages of its own.

    async def claim_announcement(self, front: str, lease: timedelta) -> Job | None:
        """Take a job whose shown state is older than its real one; held for `lease` so that only one process shows it."""
        now = datetime.now(UTC)
        marker = jobs.c.state + sa.literal(":") + sa.cast(jobs.c.done, sa.String) + sa.literal(":") + sa.cast(jobs.c.total, sa.String)
        free = sa.or_(jobs.c.announce_lease.is_(None), jobs.c.announce_lease < now)
        query = sa.select(*_COLUMNS).where(jobs.c.front == front, jobs.c.announced != marker, free).order_by(jobs.c.created_at).limit(1)
        async with self._database.read() as connection:  # asked often, and most often in vain: no writer's turn for that
            if (await connection.execute(query)).first() is None:
                return None
        async with self._database.write() as connection:
            row = (await connection.execute(query.with_for_update(skip_locked=True))).mappings().first()
            if row is None:
                return None
            await connection.execute(sa.update(jobs).where(jobs.c.id == row["id"]).values(announce_lease=now + lease))
        return _job(row)

    async def announcing(self, job_id: str, announcement: Mapping[str, Any], lease: timedelta) -> None:
        """Remember what is shown so far and keep the claim: an outcome takes several messages."""
        values = {"announcement": dict(announcement), "announce_lease": datetime.now(UTC) + lease}
        async with self._database.write() as connection:
            await connection.execute(sa.update(jobs).where(jobs.c.id == job_id).values(**values))

    async def announced(self, job_id: str, marker: str, announcement: Mapping[str, Any]) -> None:
        """The state `marker` is visible; `announcement` remembers where. Ends the claim."""
        values = {"announced": marker, "announcement": dict(announcement), "announce_lease": None}
        async with self._database.write() as connection:
            await connection.execute(sa.update(jobs).where(jobs.c.id == job_id).values(**values))

    async def _all(self, query: sa.Select[Any]) -> builtins.list[Job]:
        async with self._database.read() as connection:
            return [_job(row) for row in (await connection.execute(query)).mappings()]
