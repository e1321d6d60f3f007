"""Run the verifier as ``python -m hemicycle_audit``."""

import sys

from hemicycle_audit.cli import main

sys.exit(main())
