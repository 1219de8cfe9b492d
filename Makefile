# Everything starts here: `make run` serves the demo shop, `make test` runs all checks. Both begin from nothing,
# may be interrupted at any point and simply run again. Needs Python 3.11 or newer with pip, and make.

PYTHON ?= $(shell for python in python3 python python3.13 python3.12 python3.11 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
BIN := .venv/bin
TESTS ?=

.PHONY: help setup run test test-llm lint clean python

help:
	@echo "make run     set everything up and serve the demo shop on http://127.0.0.1:8000"
	@echo "make test    set everything up and run all checks and tests (TESTS=tests/retriever for a part)"
	@echo "make test-llm  install vLLM into var/llm and test it for real; make test leaves that out"
	@echo "make setup   only set up: environment, models, demo shop and its indexes"
	@echo "make lint    only ruff and mypy"
	@echo "make clean   remove everything that was generated: .venv, var and caches"

setup: python
	@$(PYTHON) -m serve.setup
	@$(BIN)/shopkeeper prepare

run: python
	@$(PYTHON) -m serve.setup --port
	@$(BIN)/shopkeeper serve

lint: python
	@$(PYTHON) -m serve.setup --dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test: lint
	@$(BIN)/shopkeeper prepare --models-only
	@$(BIN)/pytest $(TESTS)

test-llm: python
	@$(PYTHON) -m serve.setup --dev
	@$(BIN)/shopkeeper prepare --models-only
	@$(BIN)/shopkeeper llm install
	@$(BIN)/pytest -m vllm $(TESTS)

clean:
	rm -rf .venv var build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find assistant retriever finetune prompts serve tests -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make PYTHON=/path/to/python run" >&2; exit 2; }
