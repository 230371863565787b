"""
The command line: what a person or a script at a shell can ask of the service.

One file per command.  Every command exits 0 on success and 2 on bad usage or bad
input with one line on standard error; a traceback is a bug.
"""
