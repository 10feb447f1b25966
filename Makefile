.DEFAULT_GOAL := help
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
FLASK := $(BIN)/flask --app app
export HOST PORT

run: .venv/.run ## serve the site on http://localhost:8000 (HOST and PORT change the address)
	@$(FLASK) serve

install: .venv/.run ## set up what serving needs, and nothing else

test: .venv/.dev tests/node/node_modules/.package-lock.json ## install what the tests need and run them all
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

night: .venv/.dev ## the tests of bad nights, of several nodes and of deploying alone
	@$(MAKE) --no-print-directory test ARGS="tests/faults tests/growth tests/deploy $(ARGS)"

check: .venv/.dev ## formatting, lint, types and the rules of the architecture
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_secrets.py
	@$(BIN)/python .ci/audit.py

demo: .venv/.run ## serve a throw-away site with sample comments in every state
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT INT TERM && \
	INSTANCE_DIR="$$folder" DATABASE_URL= MAIL_SERVER=log $(FLASK) demo

dev: .venv/.run ## the same site with Flask's debugger and reloader; letters are printed
	@$(FLASK) db upgrade
	@export MAIL_SERVER=$${MAIL_SERVER:-log}; $(FLASK) work --beside $$$$ & \
	exec $(FLASK) run --debug --host $(HOST) --port $(PORT)

bench: .venv/.run ## measure the speed beside peers and limits, and write benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks.run $(ARGS)

catalogue: .venv/.run ## bring translations/ up to date with what the code and the templates say
	@all=$$(mktemp) && trap 'rm -f "$$all"' EXIT INT TERM && \
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k lazy_gettext -k stored -k stored_count:1,2 --add-location file -o "$$all" . && \
	for file in translations/*.po; do \
		$(BIN)/pybabel --quiet update --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date \
			-i "$$all" -o "$$file" -l "$$(basename "$$file" .po)"; done

lock: ## pin the newest allowed versions, with hashes
	uv pip compile pyproject.toml $(LOCK) -o requirements.txt
	uv pip compile pyproject.toml $(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt

help: ## show this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 14

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run

# Programs from npm that look at our pages; without npm their tests are skipped, and say so.
tests/node/node_modules/.package-lock.json: tests/node/package-lock.json
	@! command -v npm >/dev/null || \
		npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --silent

.PHONY: run install test night check demo dev bench catalogue lock help
