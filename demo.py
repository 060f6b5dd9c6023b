"""Show IntentShield at work, straight from a checkout: ``python demo.py``."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from intentshield.cli import main

if __name__ == "__main__":
    sys.exit(main(["demo", *sys.argv[1:]]))
