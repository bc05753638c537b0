# Two commands: `make demo` and `make test`. Both bring what they need.
PYTHON ?= python3
export KADRY_DEMO ?= 1
export KADRY_TODAY ?= 2026-06-15

.PHONY: demo test check bench

demo: ## the demo region on http://localhost:8000
	@$(PYTHON) bootstrap.py
	@.venv/bin/kadry demo up

test: ## the whole suite
	@$(PYTHON) bootstrap.py --dev
	@.venv/bin/python -m pytest -n auto --dist loadgroup

check: ## lint, types, import contracts, migrations, translations
	@$(PYTHON) bootstrap.py --dev
	@.venv/bin/python -m tests.checks
