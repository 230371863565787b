"""
The ways of slipping, one module each.

Every way is a generator `slips(typed, hosts)`: it asks the tables of guarded hosts by hashing, verifies what it
finds, and weighs it by its own table of rows.  The ways know nothing of one another's findings; the index in
`lookalike` walks them and keeps the weightiest slip.
"""
