# Two commands matter: `make demo` and `make test`. Python 3.11 or newer and make are all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ZHIKE_DEMO_SERVE ?= 1

.PHONY: setup demo test check lock clean services assets

setup: $(VENV)/.installed assets

# What the pages load in a browser; npm is the system's, or that of a Python package where the system has none.
assets: $(VENV)/.installed
	@command -v npm >/dev/null 2>&1 || test -x $(BIN)/npm || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	@$(BIN)/python hatch_build.py

# The marker is newer than the locks when what they say is installed.
$(VENV)/.installed: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Zhike needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@command -v npm >/dev/null 2>&1 || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Ends with the pages being served, until Ctrl-C; ZHIKE_DEMO_SERVE=0 ends after the summary.
demo: setup
	$(BIN)/zhike demo -w demo
	@test "$(ZHIKE_DEMO_SERVE)" = 0 || $(BIN)/zhike -w demo serve

# What the tests start themselves; what cannot be had is skipped, with that reason.
services: assets
	@tests/install-services
	@test -d node_modules/axe-core || PATH="$(abspath $(BIN)):$$PATH" npm ci --no-audit --no-fund --silent || echo "axe-core could not be fetched: its tests will be skipped"

# Two workers on two cores: threads of matrix products beside these only wait for one another.
test: $(VENV)/.installed-dev assets services
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tests/house.py

# Pin every dependency with its hashes. The files name no index; uv and pip take the one that is set up here.
lock: $(VENV)/.installed-dev
	for name in runtime build dev bench peers node; do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --output-file requirements/$$name.txt requirements/$$name.in; \
	done

clean:
	rm -rf $(VENV) demo build dist node_modules src/zhike/web/static/vendor
