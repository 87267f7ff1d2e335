# `make film` and `make test` do all the set-up themselves and are safe to repeat.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LANG_FILM ?= zh

.PHONY: film view test help
help:
	@echo "make film   鱼多多 presents the night tour in twenty seconds: out/night_tour_zh.mp4"
	@echo "make view   the same scene in a window"
	@echo "make test   format, lint, types, layers, tests and coverage"

# The stamp is older than pyproject.toml exactly when the environment may be out of date.
$(VENV)/.installed: pyproject.toml tools/setup.sh
	@PYTHON=$(PYTHON) bash tools/setup.sh $(VENV)
	@touch $@

film: $(VENV)/.installed
	@bash tools/setup.sh --system gl
	$(BIN)/taihe render night_tour -o out/night_tour_$(LANG_FILM).mp4 --lang $(LANG_FILM) --size 640x360 --quality draft

view: $(VENV)/.installed
	@bash tools/setup.sh --system gl audio
	$(BIN)/taihe view night_tour

test: $(VENV)/.installed
	@bash tools/setup.sh --system gl audio xvfb
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	bash tools/with_display.sh $(BIN)/pytest -n 2 --dist loadfile --cov --cov-report=term
