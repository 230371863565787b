"""
Switches: the active organisation, policy and models, as every server process must see them.

A process polls `switch_revision`, one indexed number, and reads the switches again when it moved.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from dlp_service.errors import Conflict
from dlp_service.store.schema import switches
from dlp_service.store.shelf import Shelf
from dlp_service.store.values import Switch

_REVISION = select(func.coalesce(func.max(switches.c.revision), 0))


class SwitchShelf(Shelf):
    """Keeps switches; their values are encrypted, above all so that nobody but us can set one."""

    def switch_revision(self) -> int:
        """Return the number of changes so far; cheap enough to ask several times a second."""
        with self._database.read() as connection:
            return int(connection.execute(_REVISION).scalar_one())

    def switches(self) -> dict[str, Switch]:
        """Return all switches by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(switches)).all()
        return {
            row.name: Switch(
                row.name, self._vault.decrypt(row.body, "switches", _row(row.name, row.revision)).decode(), row.revision
            )
            for row in rows
        }

    def set_switch(self, name: str, value: str, *, expected_revision: int | None = None) -> Switch:
        """
        Set a switch, durably.

        Raises:
            Conflict: `expected_revision` was given and is not the switch's own (0 for one never set).
        """
        with self._database.write(durable=True) as connection:
            current = connection.execute(select(switches.c.revision).where(switches.c.name == name)).scalar() or 0
            if expected_revision is not None and expected_revision != current:
                raise Conflict("the setting changed since it was read")
            revision = int(connection.execute(_REVISION).scalar_one()) + 1
            body = self._vault.encrypt(value.encode(), "switches", _row(name, revision))
            _put(connection, name, revision, body)
        return Switch(name, value, revision)


def _put(connection: Connection, name: str, revision: int, body: bytes) -> None:
    connection.execute(switches.delete().where(switches.c.name == name))
    connection.execute(switches.insert(), {"name": name, "revision": revision, "body": body})


def _row(name: str, revision: int) -> str:
    return f"{name} {revision}"
