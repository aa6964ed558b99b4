# Two commands are enough on a fresh machine with Python 3.11, pip and make: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
SYNC := UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --quiet --inexact --extra web
# Two processes, whole files to each: what a file prepares is prepared once.
PARALLEL := -n 2 --dist=loadfile
# A process reads what an earlier one compiled (Django, polars, OR-Tools: seconds each time), whatever the machine is set to.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: pyproject.toml uv.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(SYNC)
	touch $@

# What the programs read of the catalogues of translations.
COMPILED := src/pusaq/locale/.compiled
$(COMPILED): $(VENV)/.installed $(wildcard tools/message*.py src/*/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python -m tools.messages compile
	touch $@

.PHONY: messages
messages: $(VENV)/.installed ## bring the catalogues of translations up to the code, and list what is missing
	$(BIN)/python -m tools.messages extract

.PHONY: install
install: $(VENV)/.installed $(COMPILED) ## everything from the lock file, into .venv

# Scripts and styles of the pages, by Node from the lock file; made again only when a source of them changed.
BUILT := src/pusaq/shell/static/pusaq/.built
$(BUILT): $(VENV)/.installed tools/frontend.py $(shell find frontend src/pusaq \
		-not -path '*/node_modules*' \( -path 'frontend/*' -o -name '*.html' -o -path '*/templatetags/*.py' \) -type f)
	$(BIN)/python -m tools.frontend
	touch $@

.PHONY: frontend
frontend: $(BUILT) $(COMPILED) ## scripts and styles of the pages

.PHONY: lint
lint: install ## style, types, imports and the rules of the house, without tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check src
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.house
	$(BIN)/python -m tools.messages check

.PHONY: check
check: lint ## lint, then the tests of what changed (at most one minute)
	folders="$$($(BIN)/python -m tools.changed_tests)"; \
	$(BIN)/pytest -q -m "not long" $(PARALLEL) $$folders

# What needs no database runs once; the rest on SQLite and on PostgreSQL, side by side; coverage in the first two.
# `test-full` runs what `test` did not, and property tests again with many more examples.
SYSTEM := tests/pusaq
ALL_BUT_SYSTEM := --ignore=$(SYSTEM)

.PHONY: test
test: install ## every test but the long ones, pages on SQLite alone, with branch coverage; the gate of the main branch
	rm -f .coverage .coverage.*
	COVERAGE_FILE=.coverage.core \
		$(BIN)/pytest -q -m "not long" $(PARALLEL) $(ALL_BUT_SYSTEM) --budget --cov --cov-report= --cov-fail-under=0
	COVERAGE_FILE=.coverage.system $(BIN)/python -m tools.side_by_side test
	$(BIN)/coverage combine -q && $(BIN)/coverage report

.PHONY: test-full
test-full: frontend ## what `make test` left: long ones, more examples, PostgreSQL, a real browser, breakages of proved rows
	$(BIN)/pytest -q -m "long or hypothesis" $(PARALLEL) --hypothesis-profile=full $(ALL_BUT_SYSTEM)
	$(BIN)/python -m tools.side_by_side rest
	$(BIN)/pytest -q $(SYSTEM) -m browser
	$(BIN)/python -m tools.mutants

.PHONY: mutants
mutants: install ## break the product in small ways: do the tests of each proved row notice? (ROWS="AP-001 …" for some)
	$(BIN)/python -m tools.mutants $(ROWS)

.PHONY: browser
browser: install ## Chromium and fonts from the system's packages (as root), for pictures and for tests of pages
	$(BIN)/python -m tools.chromium

.PHONY: shots
shots: frontend browser ## pictures of the demonstration, 390 and 1280 px: all into build/shots, the gallery into docs/pictures
	$(BIN)/python -m tools.shots

.PHONY: trace
trace: frontend ## which requirements a test proves; runs those tests
	$(BIN)/python -m tools.chromium
	$(BIN)/python -m tools.trace --run

.PHONY: demo
demo: frontend ## a small invented country, planned, opened in the browser (PORT=…, SERVE=0)
	$(BIN)/python -m pusaq.config.demo

.PHONY: demo-reset
demo-reset: ## forget the demonstration; the next one begins anew
	rm -rf demo

.PHONY: demo-plan
demo-plan: install ## a planned year for a small invented country, as files, without the system
	$(BIN)/pusaq demo --out demo-plan

.PHONY: bench-planning
bench-planning: install ## caseloads, timetable, replanning, growth and the national plan
	$(SYNC) --group bench
	for name in caseloads timetable replan growth national; do \
		if test -f benchmarks/$$name.py; then $(BIN)/python benchmarks/$$name.py; fi; \
	done

.PHONY: bench-readers
bench-readers: install ## how fast registries and staff are read
	$(BIN)/python benchmarks/readers.py

.PHONY: bench-loading
bench-loading: install ## how fast a country is loaded into the database
	$(BIN)/python benchmarks/loading.py

.PHONY: clean
clean: ## remove what was made, keep .venv
	rm -rf demo demo-plan build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
