"""What holds for the whole suite."""

import os
import sys

# Tests start hundreds of Python processes.  Where the environment forbids to write bytecode, as containers like to, each
# of them would compile all that it imports: a worker that reads then takes 0.6 s of processor to start instead of 0.2.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
