# make run    set up and open the chat page
# make test   set up and run the tests
# make lint   formatter, linter, types, import contracts
# make check  the same, and the tests
# make bench  print the figures
# make fuzz   ask the interface more of what its description allows
# make screenshots  pictures of the pages, into docs/screenshots
# make bench-scale ARTICLES=articles.jsonl.xz [TIMES=10]  print those of an index of so many articles
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
HOST ?= 127.0.0.1
export YUCE_DATA_DIR ?= $(CURDIR)/.yuce
export PORT HOST

.PHONY: run test lint check bench bench-scale fuzz evaluate screenshots clean

run: $(VENV)/.run
	@echo "→ starting the chat page (the first start builds the index, about half a minute)"
	@$(BIN)/yuce serve --open

test: $(VENV)/.dev
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

check: lint test

bench: $(VENV)/.run
	@$(BIN)/yuce bench

fuzz: $(VENV)/.dev
	@FUZZ_CASES=$${FUZZ_CASES:-6000} $(BIN)/python -m pytest tests/assistant/service/test_fuzz.py

screenshots: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.screenshots docs/screenshots

bench-scale: $(VENV)/.run
	@test -f "$(ARTICLES)" || { echo 'ARTICLES=path is wanted: a file of articles of law, rows {"title": "name of the law 第一条", "text": …} as .jsonl.xz; none comes with the package'; exit 1; }
	@$(BIN)/yuce bench-scale "$(ARTICLES)" --times $(or $(TIMES),1)

evaluate: $(VENV)/.run
	@$(BIN)/yuce evaluate assistant/evaluation/sets/held_out.jsonl

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed; Python 3.11 is needed (or set PYTHON=…)"; exit 1; }
	@echo "→ creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@echo "→ installing (about 1 GB, 2 to 5 minutes the first time)"
	@start=$$SECONDS; $(BIN)/python -m pip install --quiet --disable-pip-version-check -e . && echo "→ installed in $$((SECONDS - start)) s"
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.run
	@echo "→ installing the test tools"
	@start=$$SECONDS; $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' && echo "→ installed in $$((SECONDS - start)) s"
	@touch $@

clean:
	rm -rf $(VENV) .yuce build dist *.egg-info
