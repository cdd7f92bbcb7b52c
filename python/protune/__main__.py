"""Runs the program: `python -m protune lint`."""

from __future__ import annotations

import os
import subprocess
import sys

from ._program import binary

if __name__ == "__main__":
    command = [binary(), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(command[0], command)
    # There, execv returns to the shell before the program ends.
    sys.exit(subprocess.call(command))
