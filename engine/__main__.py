"""`python -m engine X` is `tocsin X`."""

import sys

try:
    from engine.cli import main
except KeyboardInterrupt:  # while modules are still being read
    sys.exit(130)

sys.exit(main())
