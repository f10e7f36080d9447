# Two commands: `make run` builds the warehouse from raw/, `make test` checks everything.
# Both set up .venv first. Other names: test-long, test-browser, dev, sample, benchmarks, mutate,
# runbooks, clients, screenshots, status, clean.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# A name on PATH may be a shim that starts nothing, so each is tried.
FITS := import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	path=$$(command -v $$name) && $$path -c '$(FITS)' >/dev/null 2>&1 && { echo $$path; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.junheng-ready
BROWSER := $(VENV)/.browser-ready
JUNHENG := $(BIN)/junheng
OUT ?= sample
COUNTIES ?= 20
YEARS ?= 2022-2024
SEED ?= 1

# Imports are compiled once, at set-up; an environment that forbids it would slow every run by seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run status test test-long test-browser lint types unit dev sample benchmarks mutate runbooks clients \
	screenshots clean

help:
	@echo 'make run         build the warehouse from raw/ (RAW=dir WAREHOUSE=dir YEAR="2023 2024")'
	@echo 'make test        all checks'
	@echo 'make test-long   what takes minutes: unit tests of the models, corrections, rounding, evidence, omissions, hostile files'
	@echo 'make test-browser  the report in Chromium (apt-get install chromium)'
	@echo 'make status      what is filed, missing, refused, and what to do'
	@echo 'make dev         the Dagster UI on http://127.0.0.1:3000'
	@echo 'make sample      filings of made-up counties (OUT=dir COUNTIES=20 YEARS=2022-2024 SEED=1)'
	@echo 'make benchmarks  the measurements, as ratios'
	@echo 'make mutate      change each rule of the registry a little; does a test notice? (half an hour)'
	@echo 'make runbooks    carry out every command of docs/runbooks.md and each recipe of CONTRIBUTING.md (some minutes)'
	@echo 'make clients     the clients of docs/connect.md, in environments of their own, ask the current release'
	@echo 'make clean       remove everything built, and .venv'

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo 'Junheng needs Python 3.11, 3.12 or 3.13 with its venv module, and none of these runs here:'; \
		for name in python3.13 python3.12 python3.11 python3; do \
			path=$$(command -v $$name) || { echo "  $$name: not found"; continue; }; \
			echo "  $$path: $$($$path --version 2>&1 | head -1)"; \
		done; \
		echo '(3.14 is too new: dagster-dbt excludes it.) Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12'; \
		exit 1; \
	fi
	@echo "Setting up $(VENV) with $(PYTHON), once; this takes a minute or two."
	@$(BIN)/python -c '$(FITS)' >/dev/null 2>&1 || { rm -rf $(VENV); "$(PYTHON)" -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BIN)/python -m compileall -q $(VENV)/lib >/dev/null 2>&1 || true
	@touch $(STAMP)

run: $(STAMP)
	@$(JUNHENG) run $(if $(RAW),--raw "$(RAW)") $(if $(WAREHOUSE),--warehouse "$(WAREHOUSE)") $(if $(YEAR),--year $(YEAR))

status: $(STAMP)
	@$(JUNHENG) status $(if $(RAW),--raw "$(RAW)") $(if $(WAREHOUSE),--warehouse "$(WAREHOUSE)")

test: $(STAMP)
	@# The tests take the longest by far; what is quick runs beside them.
	@$(MAKE) --no-print-directory -j3 lint types unit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

unit: $(STAMP)
	@# By file: tests of one file share a warehouse. In the order of tests/conftest.py: longest first.
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

test-browser: $(BROWSER)
	$(BIN)/pytest tests/browser -n 2

screenshots: $(BROWSER)
	$(BIN)/python -m tests.browser.screenshots $(if $(WAREHOUSE),--warehouse "$(WAREHOUSE)")

$(BROWSER): $(STAMP) tests/browser/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r tests/browser/requirements.txt
	@touch $(BROWSER)

test-long: $(STAMP)
	$(BIN)/pytest -m long -n auto --dist loadfile --ignore=tests/integration/dagster
	@# One story in one warehouse: its long parts stand on the others.
	$(BIN)/pytest -m '' tests/integration/dagster/test_run.py

dev: $(STAMP)
	@$(JUNHENG) dev $(if $(RAW),--raw "$(RAW)") $(if $(WAREHOUSE),--warehouse "$(WAREHOUSE)")

sample: $(STAMP)
	@$(JUNHENG) sample --counties $(COUNTIES) --years $(YEARS) --seed $(SEED) --out "$(OUT)"

benchmarks: $(STAMP)
	$(BIN)/python -m tests.benchmarks

mutate: $(STAMP)
	@# FILE keeps what is settled: a run that was broken off, or one after new tests, asks only about the rest.
	$(BIN)/python -m tests.mutation.mutate $(if $(FILE),--out "$(FILE)")

runbooks: $(STAMP)
	$(BIN)/pytest tests/runbooks

clients: $(STAMP)
	$(BIN)/python -m tests.clients

clean:
	rm -rf $(VENV) .clients dbt_project/target .pytest_cache .ruff_cache .mypy_cache .hypothesis *.egg-info
	find warehouse -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} + 2>/dev/null || true
