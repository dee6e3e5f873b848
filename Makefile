# What one does with this repository. `make` alone lists it; everything else sets itself up first.

PYTHON := $(shell for each in python3.11 python3.12 python3.13; do \
	"$$each" -c "import venv" >/dev/null 2>&1 && { echo "$$each"; break; }; done)
PY := .venv/bin/python
UV := uv
ARGS :=
FOLDER := .
override FOLDER := $(patsubst ~/%,$(HOME)/%,$(FOLDER))

.DEFAULT_GOAL := help
.PHONY: help setup run service test bench soak lint lock docs

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready ## a .venv with everything, as the lock file has it

run: setup ## the bot, with a token (FOLDER=DIR for your own folder); without it the drill, which needs nothing
	@if [ -n "$$DISCORD_TOKEN" ] || grep -qsE '^(export )?DISCORD_TOKEN=.' "$(FOLDER)/.env"; \
		then exec $(PY) bot.py "$(FOLDER)"; \
		elif [ "$(FOLDER)" = . ]; then exec $(PY) -m engine drill; \
		else echo "There is no token in $(FOLDER)/.env: put it after DISCORD_TOKEN="; exit 2; fi

service: setup ## the bot as a service, restarted by itself (systemd, no root); FOLDER=DIR is yours
	$(PY) -m engine service $(FOLDER)

test: setup ## all tests but the long ones; ARGS="-k name" picks some
	$(PY) -m pytest -m "not soak" $(ARGS)

bench: .venv/.bench ## what it costs, how fast it answers and starts
	$(PY) -m tests.bench $(ARGS)

soak: setup ## the tests that take long: kills at every point, many times over
	$(PY) -m pytest -m soak $(ARGS)

lint: setup ## style, format, types and the direction of imports
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()"

lock: ## the lock files, from pyproject.toml and requirements/*.in; ARGS=--upgrade for the newest
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 2; }
	$(UV) pip compile pyproject.toml requirements/build.in --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet $(ARGS) --output-file requirements/dev.lock
	$(UV) pip compile requirements/bench.in --constraint requirements/dev.lock --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet $(ARGS) --output-file requirements/bench.lock
	@! grep -nE '://|^--' requirements/*.lock

docs: setup ## the pages that are made from the program itself
	$(PY) -m engine.catalogue.page docs/signals.md
	$(PY) -m engine.diagnostics.index docs/diagnostics.md
	$(PY) -m engine.systems.detection.manual docs/detections.md
	$(PY) -m engine.cli.reference docs/command-line.md
	$(PY) -m engine.systems.pack_page rules docs/rules.md

# Rebuilt from nothing when the lock changes, so that it holds what the lock says and no more.
.venv/.ready: requirements/dev.lock
	@[ -n "$(PYTHON)" ] || { echo "Tocsin needs Python 3.11, 3.12 or 3.13, and found none: install one, or name it: make PYTHON=/path/to/python"; exit 2; }
	@echo "Setting up .venv with $(PYTHON); this is needed once and takes a minute."
	@"$(PYTHON)" -m venv --clear .venv
	@$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/dev.lock
	@$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

# The engines that ours is measured beside: nothing else needs them.
.venv/.bench: .venv/.ready requirements/bench.lock
	@echo "Setting up what the benchmarks measure beside ours; this is needed once."
	@$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/bench.lock
	@touch $@
