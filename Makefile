# Everyday commands. `make setup` first; it needs Python 3.11 or newer and makes .venv.
PYTHON ?= python3
BIN := .venv/bin

# Without the tests that take long: a process or a browser of their own, real locks, a caseload of hundreds, the rest of
# a long list of which one of each kind is tried at once.
SLOW := -m "not slow" --hypothesis-profile=fast

# The kernel, the law, the house, and one of each kind of answer: what most changes turn red.
FAST := $(addprefix tests/,core clock law say store test_house.py test_documented.py test_views.py) \
	$(addprefix tests/cli/test_,golden.py exit_codes.py toy.py front.py)

.PHONY: help setup fast most test lint golden docs run deep bench lowest pythons lock audit bundle
help:
	@sed -n 's/^#: //p' Makefile

#: setup   .venv with everything needed to work on sendclock, and the commit hook
setup:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable ".[dev,docs]"
	if [ -e .git ]; then $(BIN)/pre-commit install; fi

#: fast    the kernel, the law, the house and one of each kind of answer: a quarter of a minute
fast:
	$(BIN)/python -m pytest $(SLOW) $(FAST)

#: most    every test that is done at once: a minute
most:
	$(BIN)/python -m pytest $(SLOW)

#: test    every test
test:
	$(BIN)/python -m pytest

#: lint    style and types; `make lint FIX=1` puts right what can be
lint:
	$(BIN)/ruff check $(if $(FIX),--fix) .
	$(BIN)/ruff format $(if $(FIX),,--check) .
	$(BIN)/mypy

#: golden  whole outputs, messages, vectors and the schema written anew: then read every changed line
golden:
	SENDCLOCK_UPDATE=1 $(BIN)/python -m pytest -k "golden or readme or bad_files or examples or tables or kept_lives or published"
	git --no-pager diff --stat

#: docs    reference pages, pictures and manual page from the program, then the site: open site/index.html
docs:
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/manual.py
	$(BIN)/mkdocs build --quiet --strict

#: run     a command on the invented cases: make run DO="explain EHC-2026-0106 comment-on-draft"
DO ?= due
run:
	@SENDCLOCK_TODAY=2026-11-21 $(BIN)/sendclock $(DO) --cases cases

#: deep    the property tests with many more examples: minutes
deep:
	SENDCLOCK_DEEP=1 $(BIN)/python -m pytest --hypothesis-profile=deep

#: bench   how long it takes, in ratios, on an installed copy of its own: some hours; BENCH='--sizes 1000' some minutes
bench:
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/pip install --quiet .
	.venv/bench/bin/python benchmarks/bench.py $(BENCH)

#: lowest  the tests on the oldest versions that pyproject.toml allows
lowest:
	$(PYTHON) -m venv --clear .venv/lowest
	$(PYTHON) .ci/lowest.py > .venv/lowest/constraints.txt
	.venv/lowest/bin/pip install --quiet --constraint .venv/lowest/constraints.txt --editable ".[dev]"
	.venv/lowest/bin/python -m pytest

#: pythons the tests on every newer Python there is: python3.12, python3.13
pythons:
	for other in python3.12 python3.13 python3.14; do \
		$$other -c pass || continue; \
		$$other -m venv --clear .venv/$$other && .venv/$$other/bin/pip install --quiet --editable ".[dev]" || exit 1; \
		.venv/$$other/bin/python -m pytest || exit 1; \
	done

#: lock    .ci/lock.txt from a fresh environment: the versions that .ci/run installs
lock:
	$(PYTHON) -m venv --clear .venv/lock
	.venv/lock/bin/pip install --quiet --editable ".[dev,docs]"
	sed -n '/^#/p' .ci/lock.txt > .venv/lock/lock.txt
	.venv/lock/bin/pip list --format=freeze --exclude pip --exclude setuptools --exclude sendclock >> .venv/lock/lock.txt
	mv .venv/lock/lock.txt .ci/lock.txt

#: audit   known weaknesses of those versions; asks a service on the internet
audit:
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/pip install --quiet pip-audit
	.venv/audit/bin/pip-audit --no-deps --disable-pip --requirement .ci/lock.txt

#: bundle  dist/sendclock-VERSION: one folder to copy to a computer without the internet
bundle:
	$(PYTHON) -m venv .venv/bundle
	.venv/bundle/bin/python .ci/bundle.py
