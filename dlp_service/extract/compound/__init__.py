"""Compound files (MS-CFB): old office documents, Outlook messages and stores, macros, embedded objects."""
