"""Who may see what: the scope that every stored thing carries and every read asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a message was said and by whom.

    A dataset, job or transcript is visible to whoever speaks in the same workspace and channel.
    A direct message is a channel of its own, so what is shared there stays with that person.
    """

    workspace: str
    channel: str
    thread: str
    user: str

    def in_thread(self, thread: str) -> Scope:
        return replace(self, thread=thread)
