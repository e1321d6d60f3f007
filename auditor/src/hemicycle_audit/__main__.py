"""Run the verifier as ``python -m hemicycle_audit``."""

import sys

from hemicycle_audit.cli import main

if __name__ == "__main__":  # processes that verify ballots may import this module, too
    sys.exit(main())
