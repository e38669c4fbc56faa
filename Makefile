# Every target sets up .venv by itself; a second call finds the stamp files and starts at once.
#   make run        bring warehouse/edu.duckdb up to date from seeds/
#   make ui         Dagster's web UI and daemon on http://127.0.0.1:3000 (PORT=… for another port)
#   make test       the whole test suite; `make test-unit` only its fast part
#   make lint       format, lint, types and import contracts
#   make bench      how long a run takes and where the time goes
#   make pins       resolve the dependencies of pyproject.toml anew

VENV ?= .venv
PORT ?= 3000
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null && echo "$$p" && break; done)
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: run ui test test-unit lint bench pins
.DELETE_ON_ERROR:

run: $(VENV)/.stamp-run
	@$(BIN)/edu-pipeline run

ui: $(VENV)/.stamp-run
	@$(BIN)/edu-pipeline ui --port $(PORT)

test: $(VENV)/.stamp-dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-unit: $(VENV)/.stamp-dev
	@$(BIN)/python -m pytest -m "not pipeline"

lint: $(VENV)/.stamp-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.stamp-dev
	@$(BIN)/python -m edu_pipeline_tests.bench

pins: $(VENV)/.stamp-uv
	echo uv | $(COMPILE) - -o .ci/pins-uv.txt
	$(COMPILE) pyproject.toml -o .ci/pins.txt
	$(COMPILE) pyproject.toml --group dev -o .ci/pins-dev.txt

$(VENV)/.stamp-uv: .ci/pins-uv.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11–3.14 found: install one, or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Setting up $(VENV) (a minute or so, once)…"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r .ci/pins-uv.txt
	@touch $@

$(VENV)/.stamp-run: $(VENV)/.stamp-uv .ci/pins.txt pyproject.toml
	@$(INSTALL) --compile-bytecode --require-hashes -r .ci/pins.txt
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run .ci/pins-dev.txt
	@$(INSTALL) --compile-bytecode --require-hashes -r .ci/pins-dev.txt
	@touch $@
