"""Starts the bot: `python bot.py` is `tocsin run`."""

import sys

try:
    from engine.cli import main
except (ImportError, SyntaxError) as error:  # another Python than ours, as a rule
    if (getattr(error, "name", None) or "").startswith("engine"):
        raise
    sys.stderr.write(
        f"tocsin: this Python cannot run it ({error}): `make setup` once, then .venv/bin/python bot.py\n"
    )
    sys.exit(2)
except KeyboardInterrupt:
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main(["run", *sys.argv[1:]]))
