# Each target sets up .venv from requirements.lock first; that is skipped while lock and project file are unchanged.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/installed

.DEFAULT_GOAL := demo
.PHONY: demo test lint bench bench-tables notebooks docs clean setup tesseract browser

demo: setup  ## extract data/raw into data/parquet and ask it a question
	@$(BIN)/actable extract data/raw -o data/parquet || [ $$? -eq 3 ]
	@echo; cat docs/demo.sql
	@$(BIN)/python -c "import duckdb, pathlib; duckdb.sql(pathlib.Path('docs/demo.sql').read_text()).show(max_width=120)"

test: lint browser  ## everything that has to hold before a change lands
	$(BIN)/pytest -n 2 --dist loadgroup

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup benchmarks/.venv/bin/python  ## what a page costs, beside other tools; PDF=folder for other documents
	$(BIN)/python -m benchmarks.speed $(or $(PDF),data/raw) --peers benchmarks/.venv/bin/python $(BENCH)

benchmarks/.venv/bin/python:
	@"$(PYTHON)" -m venv benchmarks/.venv && benchmarks/.venv/bin/pip install -q -r benchmarks/requirements.txt

bench-tables: setup benchmarks/.venv/bin/python  ## tables beside other libraries, over the samples; other sets: see benchmarks/tables.py
	$(BIN)/python -m benchmarks.tables $(or $(TABLE_BENCH),../shared/tools/table_bench.py) --truth $(or $(TRUTH),data/truth/tables) \
	  --pdf $(or $(PDF),data/raw) $(if $(TRUTH),$(if $(WHOLE),--whole),--whole --only tableaux annexe-financiere cp-fiches-action) \
	  --python benchmarks/.venv/bin/python --peers pdfplumber camelot-lattice camelot-hybrid img2table --timeout 600

notebooks: setup  ## run the notebooks, on data/raw or with TABLES=folder on your own tables
ifdef TABLES
	@$(BIN)/python notebooks/run.py $(TABLES)
else
	@$(BIN)/actable extract data/raw -o data/parquet > /dev/null || [ $$? -eq 3 ]
	@$(BIN)/python notebooks/run.py
endif

docs: setup browser  ## write anew the pages that come from the code
	@$(BIN)/python docs/build.py

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis data/parquet/*.parquet
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: tesseract
	@cat requirements.lock pyproject.toml | cmp -s - $(STAMP) || $(MAKE) --no-print-directory $(STAMP)

OCR_PACKAGES := tesseract-ocr tesseract-ocr-fra
SUDO = $(if $(filter 0,$(shell id -u)),,sudo -n)

# The program that reads scans; everything else works without it, so that its absence stops nothing.
tesseract:
	@command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx fra \
	  || { command -v apt-get >/dev/null && echo "installing $(OCR_PACKAGES)" \
	       && $(SUDO) apt-get update -qq >/dev/null 2>&1; \
	       DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -qq -y $(OCR_PACKAGES) </dev/null >/dev/null 2>&1; } \
	  || echo "Scans will not be read: Tesseract is not installed; on Debian: apt-get install $(OCR_PACKAGES)"

BROWSER_PACKAGES := chromium firefox-esr

# The browsers in which the review site is tested. Without them those tests fail in CI and are skipped elsewhere.
browser:
	@command -v firefox-esr >/dev/null && command -v chromium >/dev/null \
	  || { command -v apt-get >/dev/null && echo "installing $(BROWSER_PACKAGES)" \
	       && $(SUDO) apt-get update -qq >/dev/null 2>&1; \
	       DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -qq -y $(BROWSER_PACKAGES) </dev/null >/dev/null 2>&1; } \
	  || echo "The review site will not be tested; on Debian: apt-get install $(BROWSER_PACKAGES)"

.PHONY: $(STAMP)
$(STAMP):
	@"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" \
	  || { echo "Python 3.11 or later is needed; name one with 'make PYTHON=...'"; exit 1; }
	@echo "setting up .venv (once for each requirements.lock)"
	@"$(PYTHON)" -m venv .venv \
	  || { echo "Python cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --editable .
	@cat requirements.lock pyproject.toml > $(STAMP)
