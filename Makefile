# Python (with venv) and make suffice; everything else is installed into .venv/ and node_modules/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 4
export PATH := $(CURDIR)/$(BIN):$(PATH)
PAGES_SOURCES := $(shell find terminal_client admin_console \( -name node_modules -o -path terminal_client/scrutineer/pages \) -prune -o \( -name '*.ts' -o -name '*.css' -o -name '*.html' -o -name '*.svg' \) -print)

.PHONY: help setup demo test nightly lint types check-pages unit contract integration faults attacks browser auditor controls pages screenshots clean
.DEFAULT_GOAL := help

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup: $(VENV)/.stamp voting_server/pages/.stamp ## The environment and the pages

$(VENV)/.stamp: requirements.lock pyproject.toml auditor/pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . --editable ./auditor
	@touch $@

node_modules/.stamp: package-lock.json $(VENV)/.stamp
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

voting_server/pages/.stamp: node_modules/.stamp $(PAGES_SOURCES)
	npm run --silent build
	@touch $@

pages: voting_server/pages/.stamp ## The pages only

demo: setup ## A demo congress of 256 seats; Ctrl-C stops it
	@$(BIN)/hemicycle demo $(ARGS)

test: setup ## Every test, the parts side by side
	@sh scripts/need-services.sh
	$(BIN)/python -m scripts.suite --workers $(WORKERS)

nightly: export HEMICYCLE_EXAMPLES = nightly
nightly: export HEMICYCLE_EXHAUSTIVE = 1
nightly: export PYTEST_ADDOPTS = --timeout=3600
nightly: test ## The same with ten times the examples, and every byte of a sealed bundle flipped

lint: $(VENV)/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.stamp
	$(BIN)/mypy

check-pages: node_modules/.stamp
	npm run --silent check

unit contract integration faults attacks browser: setup
	@sh scripts/need-services.sh
	$(BIN)/python -m pytest -n $(WORKERS) tests/$@

auditor: $(VENV)/.stamp ## The auditor's tests, from its wheel, in an environment of its own
	sh scripts/test-auditor.sh $(BIN)/python

controls: setup ## Take each check of docs/checklist.md away once and see its test fail (10 min)
	@sh scripts/need-services.sh
	nice $(BIN)/python -m scripts.controls $(LINES)

screenshots: setup ## Pictures of every page and state into docs/screens (ARGS: some tours only; 15 min)
	@sh scripts/need-services.sh
	$(BIN)/python -m scripts.screenshots $(ARGS)

clean: ## Remove what was built
	rm -rf $(VENV) node_modules voting_server/pages terminal_client/scrutineer/pages auditor/dist demo-data
