"""A store of the first version keeps its contacts."""

from datetime import timedelta

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from dlp_service.config import StoreSettings
from dlp_service.store import migrate, open_store
from dlp_service.store.schema import day
from dlp_service.values import ContactHistory
from tests.review.made import NOW

ANN, BOB, CAI = "ann.lee@partner.example", "bob@other.example", "cai@third.example"


def old_contacts(store):
    """Put the tables of contacts back to what the first version had, with three contacts."""
    scripts, today, vault = ScriptDirectory(str(migrate.FOLDER)), day(NOW), store._vault
    with store._database.write(durable=True) as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all():
            if name not in {"meta", "alembic_version"}:
                connection.execute(text(f"DROP TABLE {name}"))
        keep = connection.execute(text("SELECT name, value FROM meta")).all()
        connection.execute(text("DROP TABLE meta"))
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            scripts.get_revision("0001").module.upgrade()
        context.stamp(scripts, "0001")
        for row in keep:
            connection.execute(text("INSERT INTO meta VALUES (:name, :value)"), row._asdict())
        for address, deliveries, principals, first, replied in (
            (ANN, 9, 4, 60, False),
            (BOB, 1, 1, 0, False),
            (CAI, 0, 0, 0, True),
        ):
            values = {
                "k": vault.hash_address(address),
                "d": deliveries,
                "p": principals,
                "f": today - first,
                "l": today,
                "r": replied,
            }
            connection.execute(text("INSERT INTO contacts VALUES (:k, :d, :p, :f, :l, :r)"), values)
            for number in range(principals):
                values |= {"s": vault.hash_address(f"{number}@mod.uk"), "d": 2 if number else 3}
                connection.execute(text("INSERT INTO contact_senders VALUES (:k, :s, :d, :f, :l)"), values)
        body = {"body": vault.encrypt_json({"old": 1}, "cases", "old"), "r": vault.hash_address(ANN)}
        connection.execute(text("INSERT INTO cases VALUES ('old', 1, '', :r, :body)"), body)


@pytest.fixture
def migrated(tmp_path):
    settings = StoreSettings(path=str(tmp_path / "store.db"))
    with open_store(settings) as store:
        old_contacts(store)
    with open_store(settings) as store:
        yield store


def test_what_was_learnt_stays_learnt_and_begins_to_fade(migrated):
    def known(days, address=ANN):
        return dict(migrated.history([address], "1@mod.uk", now=NOW + timedelta(days=days)).contacts)[address]

    # Eight were dated on the first day, sixty days ago, and one on the last.
    assert known(0) == ContactHistory(8, 3, is_learnt=True, from_sender=2, is_lasting=True)
    assert known(300) == ContactHistory(3, 3, is_learnt=True, from_sender=1, is_lasting=True)
    assert known(400) == ContactHistory()
    assert known(0, BOB) == ContactHistory(1, 1)
    assert known(0, CAI) == ContactHistory(0, 0, is_learnt=True)


def test_old_cases_can_be_read_and_reported(migrated):
    assert migrated.get_case("old") == {"old": 1}
    assert migrated.report_dispositions("old", [(ANN, "DELIVERED")], NOW) == 1
    [(_, found)] = migrated.history([ANN], now=NOW).contacts
    assert found.deliveries == 9


def test_nothing_of_the_old_tables_is_left(migrated):
    with migrated._database.read() as connection:
        names = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
    assert not [name for name in names if name.startswith("old_")]
    assert {"ix_contacts_last_day", "ix_cases_message"} <= names
