"""Starts the bot: `python bot.py` is `tocsin run`."""

import sys

from engine.cli import main

if __name__ == "__main__":
    sys.exit(main(["run", *sys.argv[1:]]))
