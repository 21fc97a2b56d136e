# The same names for people and CI. Every target first sets up whatever is missing.
#
#   make lab LAB_ARGS="--no-browser --port 8899"    flags for JupyterLab
#   make test TEST_ARGS="-k retry"                  flags for pytest (also for test-fast)
#   make grade COURSE=classroom ARGS="…"            another course folder; flags for `autograder grade`
#                                                   (ARGS also for demo, bench, docs; COURSE for formgrader)
#   make setup PYTHON=/path/to/python3.12           another Python than the one that is found

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup lab test test-all test-fast lint notebooks wheel demo grade formgrader bench docs lock clean

# Another Spark's or Python's modules must not reach ours.
unexport PYTHONPATH PYTHONHOME SPARK_HOME

# Each test worker has a JVM of its own, about 1 GiB: more workers than two want more memory, not only cores.
TEST_WORKERS ?= 2

# The first Python in the range that the packages support; if there is none, any, for install.py's message.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
FIND_PYTHON = for python in .venv/bin/python python3 python3.13 python3.12 python3.11 python; do \
	if "$$python" -c '$(FITS)' 2>/dev/null; then echo "$$python"; exit; fi; done; echo python3
PYTHON ?= $(shell $(FIND_PYTHON))

# -I: the folder of the script, full of packages of ours, must not hide the standard library.
INSTALL = "$(PYTHON)" -I autograder/install.py
# Set-up writes down which Python and which Java the targets use.
RUN = . build/setup/env && "$$PYTHON"

COURSE ?= classroom
ALLOW_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

help: ## Show this list
	@echo "make lab opens the course; make test runs every test. All targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s%s\n", $$1, $$2}'

setup: ## Install what is missing: Java, Python packages, Spark and Delta (every target does this first)
	@$(INSTALL)

lab: setup ## Open the course in JupyterLab, on your own copies in work/
	@$(RUN) -m autograder.cli lab $(LAB_ARGS)

test: lint ## Run all tests (installs Chromium, bubblewrap and PostgreSQL)
	@$(INSTALL) chromium bubblewrap postgresql
	@$(RUN) tests/support/suite.py -n $(TEST_WORKERS) --dist loadgroup $(TEST_ARGS)

test-all: setup ## Check every answer of the banks on every seed, lesson by lesson; takes hours and resumes
	@$(RUN) tests/every/run.py -n $(TEST_WORKERS) $(TEST_ARGS)

test-fast: setup ## Run the tests that need neither Spark nor a browser
	@$(RUN) -m pytest -n $(TEST_WORKERS) --dist loadgroup -m "not spark and not browser and not slow" $(TEST_ARGS)

lint: setup ## Check style and types
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy

notebooks: setup ## Generate the learners' notebooks from solutions/
	@$(RUN) -m autograder.cli build

wheel: setup ## Build the package that learners install, without any answer, into dist/
	@mkdir -p dist
	@$(RUN) -c 'from setuptools.build_meta import build_wheel; build_wheel("dist")' >/dev/null
	@ls -t dist/*.whl | head -n 1

demo: setup ## Grade a small class of good, wrong, hostile and broken submissions
	@$(INSTALL) bubblewrap
	@$(RUN) -m autograder.cli demo $(ARGS)

grade: setup ## Grade everything submitted in classroom/
	@$(INSTALL) bubblewrap
	@$(RUN) -m autograder.cli grade --course "$(COURSE)" $(ARGS)

formgrader: setup ## Open nbgrader's Formgrader on the gradebook
	@$(INSTALL) bubblewrap
	@$(RUN) -m autograder.cli formgrader --course "$(COURSE)" -- $(ALLOW_ROOT) $(LAB_ARGS)

bench: setup ## Measure what the README claims
	@$(INSTALL) bubblewrap
	@$(RUN) bench/run.py $(ARGS)

docs: setup ## Generate the reference pages in docs/
	@$(RUN) -m autograder.cli docs $(ARGS)

# No address of a package index may end up in the lock: it would be the address of whoever made it.
lock: setup ## Pin the dependencies of pyproject.toml anew, with hashes
	@$(RUN) -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet -o requirements.lock
	@echo "requirements.lock is new; environment.yml takes its pins from it. Run: make test-fast"

# build/state and build/saved-notebooks are from earlier versions: `make lab` moves what is in them to work/.
clean: ## Remove what was generated; keeps all that people wrote: work/, classroom/, edits in notebooks/
	@rm -rf .venv .venv.old .pytest_cache .mypy_cache .ruff_cache .hypothesis autograder.egg-info
	@if [ -d build ]; then find build -mindepth 1 -maxdepth 1 ! -name state ! -name saved-notebooks \
		-exec rm -rf {} +; fi
	@find . \( -path ./work -o -path ./classroom \) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
