"""
People and terms that must not be named, from lists that need not be readable here.

The walk: `tokens` and `spellings` (what a text may name), `sieve` (most is nobody), `sightings` (who it is), `detector` for lists in clear,
`hashed` for lists under a key, `matched` for a key that another process holds (`matcher`, `wire`).
"""
