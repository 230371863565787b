"""
People's names: read in sentences and in forms, joined into persons, told apart from who only writes.

The walk: `tagger` and `forms` read, `confidence` says how sure, `joining` makes persons of names, `roles` tells evidence from courtesy,
`detector` puts them together; `entities` and `ties` say afterwards which findings are one person's.
"""
