"""Plain text in any charset, tables, XML, calendars, cards and mail files."""
