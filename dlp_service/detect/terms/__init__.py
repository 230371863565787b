"""
Project terms: what the organisation lists, however it is spelt.

The walk: `letters` (what a text looks like), `index` (which spellings are listed), `spelt` and `near` (is it one of them), `detector`.
"""
