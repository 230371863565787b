"""The statements of contacts and cases run on PostgreSQL too: nothing in them is SQLite's own."""

import pytest
from sqlalchemy import Delete, Select, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from dlp_service.store import cases, contacts, database, learning
from dlp_service.store.schema import METADATA

MADE = (contacts._contacts_of, learning._pasts, learning._pairs, learning._reported, learning._legs)


def statements():
    """Return every statement that the modules prepare, those with places for keys with three."""
    constant = [found for module in (cases, learning) for found in vars(module).values()]
    prepared = [found for found in constant if isinstance(found, Select | Update | Delete)]
    return [*prepared, *(make(3) for make in MADE)]


def test_all_statements_are_found():
    assert len(statements()) >= 14


@pytest.mark.parametrize("statement", statements())
def test_a_statement_compiles_for_both_databases_and_asks_for_the_same(statement):
    compiled = [statement.compile(dialect=dialect.dialect()) for dialect in (sqlite, postgresql)]
    asked = [{name for name, value in one.params.items() if value is None} for one in compiled]
    assert asked[0] == asked[1]
    assert ("FOR UPDATE" in str(compiled[1])) == (
        statement._for_update_arg is not None if isinstance(statement, Select) else False
    )
    assert "FOR UPDATE" not in str(compiled[0])


@pytest.mark.parametrize("name", ["contacts", "contact_senders", "dispositions", "cases"])
def test_rows_are_inserted_unless_their_key_is_taken_in_both(name):
    table = METADATA.tables[name]
    assert "BYTEA" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
    for dialect in ("sqlite", "postgresql"):
        text, _ = database._insert_new(table, dialect)
        assert text.endswith("ON CONFLICT DO NOTHING")


def test_named_parameters_are_passed_where_a_database_has_no_places():
    text, order, constants = database._prepared(learning._LATEST, "postgresql")
    assert order == ()
    assert set(constants.values()) == {3}
    assert "%(key)s" in text
