"""The brain that needs no key."""

from bot.agent.offline.brain import Offline

__all__ = ["Offline"]
