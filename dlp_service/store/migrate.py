"""
Brings a store's tables up to date when it is opened.

Migrations are Alembic scripts in `migrations/versions`, run here without an environment file, inside one transaction
of the opener: either all of them happened or none.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dlp_service.errors import ConfigError
from dlp_service.store.schema import HEAD, METADATA

FOLDER = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str:
    """Return the migration a store is at, empty for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def upgrade(connection: Connection) -> None:
    """
    Run the migrations that a store lacks.

    Raises:
        ConfigError: the store is at a migration that this version does not know.
    """
    current = revision(connection)
    if current == HEAD:
        return
    # Alembic takes a tenth of a second to import; an up-to-date store never needs it.
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory(str(FOLDER))
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        raise ConfigError(f"the store was written by a newer version (migration {current})")
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions(HEAD, current or "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def create(connection: Connection) -> None:
    """Make the newest tables at once, for a temporary store that no later version will ever see."""
    METADATA.create_all(connection)
