"""``python -m evaldsl``."""

import sys

from evaldsl.cli import main

sys.exit(main())
