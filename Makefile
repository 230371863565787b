# make help lists the targets.  Only Python >= 3.11 with venv and a package index are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
# A process for each processor, up to four, takes its share of the tests in one piece: what those of a file share is built once.
SPREAD := -n auto --maxprocesses 4 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-rooms bench-detectors bench-markings bench-terms bench-recipients bench-fingerprints bench-extract bench-attack proto lists train lock clean lint types layers proto-fresh lists-fresh \
	eval eval-markings eval-names eval-people eval-lists eval-fingerprints eval-recipients eval-content eval-mime eval-xml eval-ordinary eval-scenarios eval-extract eval-ocr eval-probes hostile fuzz fuzz-properties

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

# Two stamps: the demo installs what the service runs on; tests and checks add their tools.
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(VENV)/.runtime ## send the example messages through the real service; KEEP=1 leaves it running
	$(BIN)/python examples/demo.py $(if $(KEEP),--keep)

test: $(VENV)/.dev ## the whole test suite
	$(BIN)/python -m pytest $(SPREAD)

check: lint types layers proto-fresh lists-fresh ## lint, types, layers, contract and generated files

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/pyright

layers: $(VENV)/.dev
	$(BIN)/lint-imports

proto-fresh: $(VENV)/.dev
	$(BIN)/buf lint proto
	$(BIN)/buf format --diff --exit-code proto
	$(BIN)/buf breaking proto --against proto/image.binpb
	$(BIN)/python proto/generate.py --check
	$(BIN)/python examples/make_examples.py --check

lists-fresh: $(VENV)/.dev
	$(BIN)/python lists/names_in_use.py --check
	$(BIN)/python lists/common_pieces.py --check
	$(BIN)/python lists/ordinary_words.py --check
	$(BIN)/python lists/name_likeness.py --check --shared $(SHARED)
	$(BIN)/python lists/given_names.py --check --shared $(SHARED)
	$(BIN)/python lists/running_words.py --data $(SHARED)/data --check
	$(BIN)/python -m training.names_head --shared $(SHARED) --check

lists: $(VENV)/.dev ## distil the names in use and their pieces, and how words are written inside a sentence
	$(BIN)/python lists/names_in_use.py
	$(BIN)/python lists/common_pieces.py
	$(BIN)/python lists/ordinary_words.py
	$(BIN)/python lists/running_words.py --data $(SHARED)/data

proto: $(VENV)/.dev ## generate dlp_service/pb from proto/
	$(BIN)/python proto/generate.py

bench: $(VENV)/.dev ## messages/s and latency by stage, beside Presidio, and what recipients cost; tables, and JSON in bench-results/
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.recipients --shared $(SHARED)

bench-rooms: $(VENV)/.dev ## the cost of each room on its own: serving, reading, detecting, deciding, keeping
	for room in serving policy store; do $(BIN)/python -m benchmarks.$$room || exit 1; done
	$(BIN)/python -m benchmarks.detectors --shared $(SHARED)
	$(BIN)/python -m benchmarks.extract --shared $(SHARED)

bench-detectors: $(VENV)/.dev ## ms per 5 KB of each detector on real mail, the tagger apart
	$(BIN)/python -m benchmarks.detectors --shared $(SHARED)

bench-markings: $(VENV)/.dev ## MB/s of reading markings, ms for marked messages, and cost against size of hostile input
	$(BIN)/python -m benchmarks.markings

bench-recipients: $(VENV)/.dev ## us for a cold, trusted or misspelt recipient by guarded names and letters, beside RapidFuzz
	$(BIN)/python -m benchmarks.recipients --shared $(SHARED)

bench-fingerprints: $(VENV)/.dev ## MB/s and ms of recognising registered documents, loading an index, and hostile texts
	$(BIN)/python -m benchmarks.fingerprints

bench-terms: $(VENV)/.dev ## MB/s of looking for 100, 10,000 and a million terms, beside re and FlashText where it is installed
	$(BIN)/python -m benchmarks.terms --shared $(SHARED)

bench-extract: $(VENV)/.dev ## ms and MB/s of reading by format, in process and in a warm worker, beside iscc-tika
	$(BIN)/python -m benchmarks.extract --shared $(SHARED)

bench-attack: $(VENV)/.dev ## ordinary mail beside hostile mail: p50 and p99, memory of every process; SECONDS=60 each half
	$(BIN)/python -m benchmarks.attack --seconds $(or $(SECONDS),60)

train: $(VENV)/.dev ## train the content model from SHARED/data and write a bundle
	$(BIN)/python -m training content --data $(SHARED)/data

eval: eval-markings eval-names eval-people eval-lists eval-fingerprints eval-recipients eval-content eval-mime eval-xml eval-ordinary eval-scenarios eval-extract eval-ocr eval-probes ## every evaluation

eval-markings: $(VENV)/.dev ## precision and recall of markings per scheme
	$(BIN)/python -m evaluations.markings --shared $(SHARED)

eval-names: $(VENV)/.dev ## precision and recall of people's names by kind of text
	$(BIN)/python -m evaluations.names --shared $(SHARED)

eval-people: $(VENV)/.dev ## names, lists, identifiers, terms and protected people on labelled messages; SHOW=1 lists each miss
	$(BIN)/python -m evaluations.people $(if $(SHOW),--show)

eval-lists: $(VENV)/.dev ## false alarms of rosters and identifiers on ordinary mail
	$(BIN)/python -m evaluations.lists --shared $(SHARED)

eval-fingerprints: $(VENV)/.dev ## excerpts of registered documents found after reshaping, and false alarms
	$(BIN)/python -m evaluations.fingerprints --shared $(SHARED)

eval-mime: $(VENV)/.dev ## our reading of messages beside the standard library's; HOSTILE=1 adds 8 minutes of hostile ones
	$(BIN)/python -m evaluations.mime --shared $(SHARED) $(if $(HOSTILE),,--only-mail)

eval-xml: $(VENV)/.dev ## our reading of XML beside lxml's
	$(BIN)/python -m evaluations.xml_readers --shared $(SHARED)

eval-recipients: $(VENV)/.dev ## recall by kind, false alarms, flags of messages and timing of judging recipients
	$(BIN)/python -m evaluations.recipients --shared $(SHARED)
	$(BIN)/python -m evaluations.lookalikes --shared $(SHARED) --preloaded
	for set in groups groups_first groups_late; do \
		$(BIN)/python -m evaluations.groups evaluations/data/recipients/$$set.jsonl --shared $(SHARED) || exit 1; done

eval-content: $(VENV)/.dev ## the content model on held-out volumes, with its controls
	$(BIN)/python -m evaluations.content --shared $(SHARED)

eval-ordinary: $(VENV)/.dev ## what the whole product does to ordinary mail
	$(BIN)/python -m evaluations.ordinary --shared $(SHARED)

eval-scenarios: $(VENV)/.dev ## the example scenarios against their expected verdicts
	$(BIN)/python -m evaluations.scenarios --shared $(SHARED)

fuzz: $(VENV)/.dev ## cut every format at every byte, then damage documents for SECONDS (60); findings in fuzz-results/
	$(BIN)/python -m evaluations.fuzz --cuts
	$(BIN)/python -m evaluations.fuzz --seconds $(or $(SECONDS),60)

fuzz-properties: $(VENV)/.dev ## look for counter-examples to every property, by new seeds; FACTOR=30 times the examples of the suite
	FUZZ_FACTOR=$(or $(FACTOR),30) $(BIN)/python -m pytest $(SPREAD) tests -m hypothesis --hypothesis-profile=fuzz

hostile: $(VENV)/.dev ## all hostile documents through a pool: seconds, outcome, and other documents meanwhile
	$(BIN)/python -m evaluations.hostile

eval-ocr: $(VENV)/.dev ## words, markings and rows read from drawn pictures, by size, typeface and treatment
	$(BIN)/python -m evaluations.ocr

eval-extract: $(VENV)/.dev ## strings found in real files and mail by format, beside iscc-tika; LIST=1 shows each miss
	$(BIN)/python -m evaluations.extract --shared $(SHARED) $(if $(LIST),--list)

eval-probes: $(VENV)/.dev ## every hiding place of every format, found or not; PEER=1 adds iscc-tika, MISSED=1 shows only misses
	$(BIN)/python -m evaluations.probes $(if $(PEER),--peer) $(if $(MISSED),--missed)

lock: $(VENV)/.dev ## compile the hash-pinned requirements again
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header pyproject.toml --group build --output-file requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header pyproject.toml --group dev --output-file requirements/dev.txt

clean: ## remove what the targets made
	rm -rf $(VENV) .bench bench-results var build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis fuzz-results
