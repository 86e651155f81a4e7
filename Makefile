# Two commands matter: `make audit` and `make test`. Both set up what they need; a second run starts at once.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
# The one place that pins torch: a bare `torch` pulls gigabytes of CUDA libraries on Linux. See README, "PyTorch".
TORCH ?= torch==2.13.0
VENV := .venv
BIN := $(VENV)/bin

ifneq ($(wildcard ../shared/eval/dev),)
export MTAUDIT_EVAL_DIR ?= $(abspath ../shared/eval/dev)
endif
ifneq ($(wildcard ../shared/seed/article.txt),)
export MTAUDIT_SEED ?= $(abspath ../shared/seed/article.txt)
endif

.DEFAULT_GOAL := help
.PHONY: help audit test check gold gate rules figures bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

audit: $(VENV)/.models ## set everything up and audit corpora/ into reports/
	@$(BIN)/mtaudit audit corpora -o reports

test: $(VENV)/.models $(VENV)/.dev ## set up what the tests need and run them
	@$(BIN)/python -m pytest

check: $(VENV)/.dev ## ruff and mypy --strict
	$(BIN)/ruff check mtaudit tests bench
	$(BIN)/ruff format --check mtaudit tests bench
	$(BIN)/mypy

gold: $(VENV)/.dev ## write the golden report files anew; read the difference before you commit it
	UPDATE_GOLD=1 $(BIN)/python -m pytest tests/test_report_json.py tests/test_report_html.py tests/test_report_formats.py

rules: $(VENV)/.installed ## write docs/rules.md from the rules themselves
	$(BIN)/mtaudit rules --markdown > docs/rules.md

figures: $(VENV)/.dev $(VENV)/.models ## measure everything and write docs/evaluation.md; 20 minutes
	@mkdir -p build
	$(BIN)/mtaudit evaluate $(MTAUDIT_EVAL_DIR) corpora --baseline all --json build/evaluation.json --html build/evaluation.html
	$(BIN)/mtaudit evaluate $(wildcard $(MTAUDIT_EVAL_DIR)/untranslated-planted*.jsonl) --select UNT --blind --full --quiet --json build/blind.json
	$(BIN)/mtaudit selftest --json build/selftest.json --html build/selftest.html
	$(if $(MTAUDIT_SEED),$(BIN)/python bench/seed.py > build/seed.md)
	$(BIN)/python bench/speed.py > build/speed.md
	$(BIN)/python bench/untranslated_speed.py > build/untranslated_speed.md
	$(BIN)/python bench/untranslated_reasons.py > build/untranslated_reasons.md
	$(BIN)/python bench/evaluation.py build

gate: $(VENV)/.models ## fail where quality fell below the floors in reports/baseline.json
	@$(BIN)/mtaudit evaluate $(MTAUDIT_EVAL_DIR) corpora --quiet --floors reports/baseline.json $(GATE)
	@$(BIN)/mtaudit selftest --quiet --floors reports/baseline.json $(GATE)

bench: $(VENV)/.models ## speed and memory on 20 articles, against the naive way
	$(BIN)/python bench/speed.py

clean: ## remove the environment and what audits wrote
	rm -rf $(VENV) reports/index.html reports/report.json reports/data.js reports/assets reports/articles

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[models,evaluation]"
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[models,evaluation,baselines,grammar,dev]"
	@touch $@

$(VENV)/.models: $(VENV)/.installed
	$(BIN)/mtaudit models install
	@touch $@
