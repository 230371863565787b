"""
Quality, measured: each module prints a table and is run by a `make eval-*` target.

Floors for the same figures stand in the test suite; here are the figures themselves.
"""
