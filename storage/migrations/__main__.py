"""`python -m storage.migrations NAME` writes the next revision from the tables in code."""

from __future__ import annotations

import sys

from storage.migrations import write_revision

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("a name is needed: make migration NAME=what_it_does")
    print(write_revision(sys.argv[1]))
