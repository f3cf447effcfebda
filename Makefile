# The targets that people use; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 3
MINUTES ?= 60

.DEFAULT_GOAL := help
.PHONY: help run test lint evaluate faults chaos fuzz bench lock .data

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: .venv/run ## Serve on http://127.0.0.1:8000 (PORT and HOST change that)
	$(BIN)/core-insights serve

test: .venv/dev ## Run the whole test suite, three files at a time (WORKERS)
	$(BIN)/pytest -m "not alone" --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder --cov --cov-report=
	$(BEFORE_ALONE)
	$(BIN)/pytest -m alone $$(grep -rlw mark.alone tests --include='test_*.py' | sort) --cov --cov-append --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=100

lint: .venv/dev ## Run the linters, the type checker and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

evaluate: .data .venv/run ## Score briefs and checks on articles and labelled sets: DATA=folder OPTIONS="--backend …"
	$(BIN)/core-insights evaluate $(DATA) $(OPTIONS)

.data:
	@test -n "$(DATA)$(OPTIONS)" || { echo 'make evaluate DATA=../shared/data: a folder with articles_zh.jsonl,' \
	  'articles_en.jsonl, pairs.jsonl and labelled sets under eval/; or OPTIONS="--articles FILE" for your own'; exit 2; }

faults: .venv/dev ## Run every row of the list of faults, and print it with pass or fail and the figures
	$(BIN)/python -m tests.end_to_end.faults

chaos: .venv/dev ## Harm the service every five seconds under load, for MINUTES (60), and check all that callers saw
	$(BIN)/python -m bench.chaos --minutes $(MINUTES) $(OPTIONS)

fuzz: .venv/dev ## Send 100,000 bad inputs, run generated cases and schemathesis with keys on
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -m "fuzz or property" --timeout=7200 -rP

bench: .venv/dev ## Load the service and its references, and write bench/RESULTS.md: five minutes on an idle machine
	$(BIN)/python -m bench.load $(OPTIONS)

lock: ## Renew the locked requirement files (needs uv)
	for options in '--group build -o requirements.lock' '--group dev -o requirements-dev.lock' \
	  '--group build --extra tracing -c requirements.lock -o requirements-tracing.lock'; do \
	  uv pip compile pyproject.toml --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header $$options; done

# A stamp in .venv says what was installed, so that a second run starts at once and a new lock file is noticed.
.venv/run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "core-insights needs Python 3.11 or newer")'
	@echo 'Setting up .venv, once: about a minute'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@
