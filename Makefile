# make chat          set everything up and ask on this terminal
# make demo          the same over three years, two of them invented; in demo/, made once
# make test          set everything up and run every check
# make setup         only set up: .venv with katou and katou-index
# make teams         the same, with what Microsoft Teams needs
# make mcp           the same, with what an assistant's tools (katou mcp) need
# make traces        the same, with what KATOU_TRACES needs
# make postgresql    the same, with what KATOU_INDEX=postgresql://… and KATOU_STATE=postgresql://… need
# make sbom          what is installed, with versions and licences (CycloneDX), in katou-sbom.json
# make lint format   checks without tests; put the code in order
# make every         the tests again, with all of what make test draws a part of: about two hours
# make fuzz          ask a million broken and hostile questions: none raises, none takes long
# make bench         plans of 1,000 to 100,000 items, beside other search engines: benchmarks/RESULTS.md
# make reliability   load, kills, slow disks, any request: what docs/reliability.md tells, in about an hour
# make requirements  pin the newest packages anew (needs uv)

BIN := .venv/bin
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-header --no-annotate
DRAWN := $(addprefix tests/test_,conversations.py shared_conversations.py links.py meaning.py any_request.py \
	damaged_sheets.py kept_tables.py)
PIN := $(COMPILE) pyproject.toml --extra excel --extra pdf --extra charts
PIN_GROUP := $(COMPILE) --group

.PHONY: chat demo test every fuzz bench reliability setup teams mcp traces postgresql sbom setup-dev setup-node setup-programs lint format requirements
.NOTPARALLEL:

chat: setup
	@$(BIN)/katou-index build; exec $(BIN)/katou chat

demo: setup-dev
	@[ -f demo/katou.db ] || $(BIN)/python scripts/invented_years.py demo
	@KATOU_DATA=demo/data KATOU_INDEX=demo/katou.db KATOU_STATE=demo/state.db exec $(BIN)/katou chat

test: # what waits for downloads goes beside what works; apt-get does one thing at a time
	@{ scripts/node.sh && scripts/programs.sh; } & beside=$$!; \
	$(MAKE) --no-print-directory lint; linted=$$?; \
	wait $$beside && exit $$linted
	$(BIN)/python -m pytest

every: setup-dev setup-node setup-programs
	$(BIN)/python -m pytest --every

fuzz: setup-dev
	$(BIN)/python benchmarks/fuzz.py --count 1000000

bench: setup-dev
	@scripts/bench.sh
	$(BIN)/python benchmarks/bench.py --encoder

reliability: setup-dev setup-node setup-programs
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/load.py --worst 16 --rate 20
	$(BIN)/python benchmarks/page_app.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python -m tests.kills 100
	$(BIN)/python benchmarks/weekly_crash.py --kills 100
	$(BIN)/python benchmarks/index_storm.py --kills 100
	$(BIN)/python benchmarks/state_away.py
	$(BIN)/python benchmarks/failover.py
	$(BIN)/python benchmarks/import_hostile.py
	$(BIN)/python -m pytest -n 1 --hypothesis-profile many tests/test_any_request.py
	$(BIN)/python -m pytest --every $(DRAWN)
	$(BIN)/python -m pytest -n 1 tests/test_connections.py tests/test_state_away.py tests/test_faults.py tests/test_doctor.py

setup:
	@scripts/setup.sh requirements.txt

teams:
	@scripts/setup.sh requirements-teams.txt

mcp:
	@scripts/setup.sh requirements-mcp.txt

sbom:
	@scripts/sbom.sh

traces:
	@scripts/setup.sh requirements-traces.txt

postgresql:
	@scripts/setup.sh requirements-postgresql.txt

setup-dev:
	@scripts/setup.sh requirements-dev.txt

setup-node:
	@scripts/node.sh

setup-programs:
	@scripts/programs.sh

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

requirements:
	@command -v uv >/dev/null || { echo "make requirements: uv が必要です / needs uv" >&2; exit 1; }
	$(PIN) --output-file requirements.txt
	$(PIN) --extra teams --output-file requirements-teams.txt
	$(PIN) --extra mcp --output-file requirements-mcp.txt
	$(PIN) --extra traces --output-file requirements-traces.txt
	$(PIN) --extra postgresql --output-file requirements-postgresql.txt
	$(PIN_GROUP) build --output-file requirements-build.txt
	$(PIN_GROUP) sbom --output-file requirements-sbom.txt
	$(PIN_GROUP) bench -c requirements-dev.txt --output-file requirements-bench.txt
	$(PIN) --extra teams --extra mcp --extra traces --extra postgresql --group build --group dev --output-file requirements-dev.txt
