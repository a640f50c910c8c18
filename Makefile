# Three commands do everything: `make run`, `make test` and `make check`.

PYTHON ?= python3
PORT ?= 8000
# Who may reach the site that is tried: this machine alone. HOST=0.0.0.0 opens it.
HOST ?= 127.0.0.1
BIN := .venv/bin
# Tests start the site many times: where Python may keep no compiled modules, as many
# containers are told, each start compiles ours anew, for a second.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = -m pytest
# What `make check` runs beside it: tests that ask a search server, and slow ones.
# Three workers on two cores: some of them wait for a browser or for PostgreSQL.
CHOICE = -n 3 -m "not proof and not fault and not fault_long"
# What is done while the servers start, which leaves a core to it.
BESIDE = lint
# Which of the tests that break a running site on purpose: all, or what fits in minutes.
FAULTS = fault or fault_long

.PHONY: run test apart one check lint proofs measured coverage begin-coverage floors faults rehearse days mutants audit catalogues lock clean help

help:
	@echo "make run         the site with sample content and its worker on http://localhost:$(PORT)"
	@echo "make test        lint and tests, on PostgreSQL, without the proofs"
	@echo "make one T=…     one test file, folder or test, without lint: make one T=tests/news/test_news.py"
	@echo "make check       the same with all proofs: search servers, a browser in each language,"
	@echo "                 faults, the walk of docs/operations.md"
	@echo "make days        the tests on other days (needs faketime)"
	@echo "make measured    the tests with all proofs, and coverage of what is held"
	@echo "make coverage    all tests, and which lines and branches of all they come to"
	@echo "make faults      database, cache, mail and workers broken on purpose, the long way"
	@echo "make rehearse    the walk of docs/operations.md, from empty to a signature (root)"
	@echo "make mutants     small changes of the code: which do no test notice?"
	@echo "make audit       are locked packages known to be unsafe? (asks the network)"
	@echo "make lint        format and lint checks alone"
	@echo "make catalogues  bring the message catalogues in step with the code"
	@echo "make lock        resolve the requirements anew (needs uv); PACKAGE=… takes one alone"
	@echo "make clean       remove what the site and the tests have written"

run: .venv/run.stamp
	@echo "Making the database, and what is read in other languages …"
	@$(BIN)/python manage.py catalogues --compile & compiling=$$!; \
	$(BIN)/python manage.py migrate --verbosity 0; made=$$?; \
	wait $$compiling && exit $$made
	@echo "Loading the sample content …"
	@$(BIN)/python manage.py load_demo --address http://localhost:$(PORT)
	@echo "Each mail is a file in $${VAR_DIR:-var}/mail/."
	@# The worker ends with the server, however that ends.
	@export PORT=$(PORT) HOST=$(HOST) DJANGO_RUNSERVER_HIDE_WARNING=true; \
	trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; \
	trap 'exit 130' INT; trap 'exit 143' TERM HUP; \
	$(BIN)/python manage.py worker & worker=$$!; \
	$(BIN)/python manage.py runserver --noreload $(HOST):$(PORT) & server=$$!; \
	wait $$server

test: export BY_TURNS ?= yes
test: build/catalogues.stamp
	@$(BIN)/python -m tests.services --beside "$(MAKE) --no-print-directory $(BESIDE)" \
	$(BIN)/python $(PYTEST) $(CHOICE) $(ARGS)

# SQLite is made by the tests themselves.
apart: build/catalogues.stamp
	@DATABASE_URL=sqlite:///build/apart.sqlite3 BY_TURNS= $(BIN)/python -m pytest -n0 -m apart tests/test_smoke_sqlite.py

one: build/catalogues.stamp
	@test -n "$(T)" || { echo "Say which: make one T=tests/news/test_news.py"; exit 1; }
	@$(BIN)/python -m tests.services $(BIN)/python -m pytest -n0 $(T) $(ARGS)

# The faults wait for most of their time: the walk goes beside them, and lets them go
# first, since they measure how long readers wait.
WALK = nice -n 10 $(MAKE) --no-print-directory rehearse >build/rehearsal.log 2>&1 & walk=$$!

# `make check` has one order, and one choice of what is asked by turns, so that whoever
# checks it later finds what was found before. `make test` has others each time, and so
# has `make check SEED=default`; take another number here when there is time to mend
# what it finds.
SEED ?= 1974202846
ORDER = --randomly-seed=$(SEED)

proofs: CHOICE = -n 3 $(ORDER) -m "not fault and not fault_long and not apart"
proofs: BESIDE = -j2 --output-sync=target lint apart
proofs: test

check: proofs
	@echo "The faults, and beside them the walk of docs/operations.md …"
	@$(WALK); BY_TURNS=$${BY_TURNS-yes} $(MAKE) --no-print-directory faults FAULTS=fault ARGS="$(ORDER) $(ARGS)"; faults=$$?; \
	wait $$walk; walk=$$?; cat build/rehearsal.log; exit $$((faults || walk))

days: build/catalogues.stamp
	@echo "The tests on other days …"
	@$(BIN)/python -m tests.services.clock

lint: .venv/test.stamp
	@echo "Lint …"
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/python -m mypy --no-error-summary
	@git ls-files '*.html' | xargs $(BIN)/djhtml --check --tabwidth 2 || { echo "Run: $(BIN)/djhtml --tabwidth 2 ."; exit 1; }
	@$(BIN)/python -m tests.frontend

catalogues: .venv/run.stamp
	@$(BIN)/python manage.py catalogues

lock: UPGRADE = $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade)
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) -o requirements.txt
	uv pip compile pyproject.toml --extra s3 --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) -c requirements.txt -o requirements-s3.txt
	uv pip compile pyproject.toml --extra s3 --group dev --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) -c requirements.txt -o requirements-dev.txt
	uv pip compile --group audit --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) -o requirements-audit.txt
	uv pip compile --group java --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) -o requirements-java.txt

build/catalogues.stamp: $(wildcard */locale/*/LC_MESSAGES/*.po) .venv/test.stamp
	@$(BIN)/python manage.py catalogues --compile
	@mkdir -p build && touch $@

clean:
	rm -rf var build

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }
	@echo "Making the Python environment in .venv …"
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs (a minute) …"
	@$(BIN)/python openheritage/install.py requirements.txt
	@touch $@

.venv/test.stamp: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need (a minute) …"
	@$(BIN)/python openheritage/install.py requirements-dev.txt
	@touch $@ .venv/run.stamp

# Of these, at least as many per cent of the lines and branches are tested.
FLOOR = 95
HELD = signatures/transitions.py signatures/signing.py signatures/succession.py \
  signatures/retention.py correspondence/outbox.py correspondence/leases.py correspondence/outages.py correspondence/links.py \
  review/* register/*

# Their own tests, which alone are measured for them: measuring takes as long as testing.
OF_HELD = signatures correspondence review register journal

measured coverage: export BY_TURNS =
measured coverage: PYTEST = -m coverage run -m pytest
measured coverage: BESIDE = lint apart
measured coverage: CHOICE = -n 3 -m "not apart and not fault and not fault_long"

measured: export MEASURED = $(OF_HELD)
measured: begin-coverage test
	@$(BIN)/python -m coverage combine --quiet
	@$(MAKE) --no-print-directory floors

coverage: begin-coverage test
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report --skip-covered --show-missing
	@$(MAKE) --no-print-directory floors

begin-coverage:
	@rm -rf build/coverage

floors:
	@for part in $(foreach part,$(HELD),'$(part)'); do \
	  $(BIN)/python -m coverage report --include="$$part" --fail-under=$(FLOOR) >build/floor \
	    || { cat build/floor; exit 1; }; \
	  echo "Of $$part $$(tail -1 build/floor | grep -o '[0-9]*%') of the lines and branches are tested."; \
	done

faults: build/catalogues.stamp
	@$(BIN)/python -m tests.services $(BIN)/python -m pytest -n0 -m "$(FAULTS)" tests/faults $(ARGS)

rehearse: .venv/test.stamp
	@deploy/rehearse

# No part of `make check`: what was found unsafe this morning is no fault of a change.
audit: build/audit/stamp
	@$(BIN)/python -m tests.audit $(ARGS)

# The auditor's own packages stand beside those of the site, not among them.
build/audit/stamp: requirements-audit.txt | .venv/bin/python
	@rm -rf build/audit && $(BIN)/python -m venv build/audit
	@build/audit/bin/python openheritage/install.py requirements-audit.txt
	@touch $@

mutants: .venv/test.stamp
	@$(BIN)/python -m tests.services $(BIN)/python -m tests.mutants $(ARGS)
