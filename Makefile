# Needs GNU make and Python 3.11 or newer, nothing else. Everything is installed into .venv.
PYTHON ?= python3
# Tests also wait, for browsers and processes: three at a time keep two cores busy.
JOBS ?= 3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: help run test lint types pytest bench soak audit lock migration clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.runtime ## start the bot with the demonstration data, web chat included; PORT=8090 if 8080 is taken
	@$(BIN)/yidong demo $(if $(PORT),--port $(PORT))

test: .venv/.dev ## everything that is checked: lint, types, pytest; a failure doesn't hide the next
	@failed=; for part in lint types pytest; do \
		$(MAKE) --no-print-directory $$part || failed="$$failed $$part"; done; \
	test -z "$$failed" || { echo "FAILED:$$failed"; exit 1; }

pytest: .venv/.dev ## the tests
	@echo "== tests"
	@$(BIN)/pytest -q -n $(JOBS)

lint: .venv/.dev ## style and the direction of imports
	@echo "== style"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== which module imports which"
	@$(BIN)/lint-imports

types: .venv/.dev ## the types
	@echo "== types"
	@$(BIN)/mypy

bench: .venv/.dev ## the figures: turns a second, seconds a report
	@$(BIN)/python -m tests.bench

soak: .venv/.dev ## what takes minutes: kills under a crowd, a stumbling platform, a year of several bots, hostile input
	@$(BIN)/python -m tests.soak
	@$(BIN)/python -m tests.soak --webhook --kills 60
	@$(BIN)/python -m tests.soak.platform
	@$(BIN)/python -m tests.soak.year
	@$(BIN)/python -m tests.soak.hostile

AUDIT := $(BIN)/uvx --quiet pip-audit@2.10.1 --vulnerability-service osv --require-hashes --disable-pip --strict \
	--progress-spinner off

audit: | $(BIN)/python ## ask osv.dev whether anything that is pinned has a known fault; needs the network
	@$(PIP) install 'uv>=0.9'
	@told=$$($(AUDIT) $(ARGS) -r requirements-dev.lock 2>&1) && echo "$$told" || case "$$told" in \
		*"Found "*" known vulnerabilit"*) echo "$$told"; exit 1;; \
		*) echo "$$told" | tail -n 1; echo "NOTHING WAS LOOKED UP: osv.dev or the package index can't be reached"; exit 2;; esac

COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra postgres --extra s3 --group build

lock: | $(BIN)/python ## pin all dependencies anew; UPGRADE=--upgrade takes the newest
	@$(PIP) install 'uv>=0.9'
	@$(COMPILE) $(UPGRADE) --group dev -o requirements-dev.lock
	@$(COMPILE) -c requirements-dev.lock -o requirements.lock
	@echo "requirements.lock and requirements-dev.lock are written"

migration: .venv/.dev ## write the next migration from the tables in code: NAME=what_it_does
	@$(BIN)/python -m storage.migrations $(NAME)
	@$(BIN)/ruff format --quiet storage/migrations && $(BIN)/ruff check --quiet --fix storage/migrations

clean: ## remove .venv and all caches; var/ with the data stays
	rm -rf .venv .ruff_cache .mypy_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "on Debian and Ubuntu: apt install python3-venv"; exit 1; }

# What was installed is remembered in two stamps: they are older than a lock that has changed.
.venv/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing $$(grep -c '==.* \\$$' requirements.lock) packages (first time, about a minute)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "installing the tools for tests (first time, about a minute)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
