"""`python -m engine X` is `tocsin X`."""

import sys

from engine.cli import main

sys.exit(main())
