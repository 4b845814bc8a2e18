"""Seals people's own API keys, so that the database alone gives none of them away."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.settings import Settings
from storage.keys import Keys
from storage.scope import Scope

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

log = logging.getLogger(__name__)

FILE = "secret.key"


class Vault:
    """Sealed with ECLO_SECRET_KEY, or with a secret of its own in ECLO_VAR that only its owner may read."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        self._settings, self._keys = settings, keys
        self._sealer: Fernet | None = None

    async def key_of(self, scope: Scope) -> SecretStr | None:
        """This person's own key; None when there is none, or when it was sealed with another secret."""
        from cryptography.fernet import InvalidToken

        sealed = await self._keys.get(scope)
        if sealed is None:
            return None
        try:
            return SecretStr(self._fernet().decrypt(sealed.encode()).decode())
        except InvalidToken:
            log.warning("a person's key was sealed with another ECLO_SECRET_KEY; it is not used")
            return None

    async def keep(self, scope: Scope, key: SecretStr) -> None:
        """Keep this person's key in the place of the one before."""
        await self._keys.put(scope, self._fernet().encrypt(key.get_secret_value().encode()).decode())

    async def remove(self, scope: Scope) -> bool:
        """False when there was none."""
        return await self._keys.remove(scope)

    def _fernet(self) -> Fernet:
        if self._sealer is None:
            from cryptography.fernet import Fernet

            given = self._settings.secret_key
            secret = given.get_secret_value().encode() if given else _own_secret(self._settings.var_dir / FILE)
            self._sealer = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))
        return self._sealer


Check = Callable[[SecretStr], Awaitable[None]]


@dataclass(frozen=True)
class OwnKeys:
    """People's own keys as a front end sees them. `check` asks the API one tiny thing with a key; it raises BrainError."""

    vault: Vault
    check: Check

    async def set(self, scope: Scope, key: SecretStr) -> None:
        """Keep a key once it has worked. Raises BrainError when it does not."""
        await self.check(key)
        await self.vault.keep(scope, key)

    async def remove(self, scope: Scope) -> bool:
        """False when there was none."""
        return await self.vault.remove(scope)


def _own_secret(path: Path) -> bytes:
    """The secret in the file; a new one where there is no file yet. Of two programs that begin at once one makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_urlsafe(48).encode())
    try:
        os.link(new, path)  # fails when it is there, and never leaves half of it
    except FileExistsError:
        pass
    finally:
        new.unlink()
    return path.read_bytes()
