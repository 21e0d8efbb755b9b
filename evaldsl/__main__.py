"""``python -m evaldsl``."""

import sys

try:
    from evaldsl.cli import main

    status = main()
except KeyboardInterrupt:  # while the first modules were read
    status = 130
sys.exit(status)
