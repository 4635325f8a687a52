# Every target says what it does; `make` alone prints them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

STACK ?= dunlin
LOCAL := target/local/venv/.ready
BUILD := target/build/venv/.ready
FUZZ_TARGETS := $(sort $(basename $(notdir $(wildcard shared/documents/fuzz/fuzz_targets/*.rs functions/respond/fuzz/fuzz_targets/*.rs))))

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

demo: $(LOCAL) ## watch weeks of invoices become letters on a local cloud, then open target/demo/index.html
	@echo "compiling Dunlin (the first time takes some minutes)"
	@cargo build --workspace --bins --quiet
	@target/debug/demo

local: $(LOCAL) ## leave a local cloud running, to try your own files on
	@echo "compiling Dunlin (the first time takes some minutes)"
	@cargo build --workspace --bins --quiet
	@target/debug/local

local-cloud: $(LOCAL) ## install the local cloud that demo and tests run on

browser: ## install Chromium and its driver, if they are missing (tests of the answers page, screenshots)
	@.ci/browser

screenshots: browser ## take pictures of every letter and of the answers page: target/screenshots
	@cargo run --quiet --package tests --bin screenshots

test: $(LOCAL) browser ## run every test: unit, property, snapshot, contract, end to end, in a browser
	cargo build --workspace --bins
	cargo test --workspace

sim: ## live years from seeds and hold every promise on every day of them (SEEDS=10000, or SEED=42)
	@$(if $(SEEDS),SEEDS=$(SEEDS)) $(if $(SEED),SEED=$(SEED)) cargo test --quiet --workspace --test dunlin -- \
	  simulation:: --nocapture

sim-million: ## write to ACCOUNTS=1000000 customers in one morning, with the real flows over a store that makes them up
	@ACCOUNTS=$(or $(ACCOUNTS),1000000) cargo test --quiet --workspace --test dunlin -- million::everybody --nocapture

sim-mutants: ## prove that the simulation can fail: each mistake in tests/mutants must be noticed (some minutes)
	@tests/mutants/run

corpora: ## compare the readers with real files and their answer key (VERBOSE=1 lists all, FORMAT=cii one format)
	@cargo test --quiet --package documents --test corpora -- \
	  $(if $(VERBOSE),--verbose) $(if $(FORMAT),--format $(FORMAT))

docs: $(LOCAL) ## write the pages that are made of what runs: docs/policy.md, docs/tour.md, a table of docs/scale.md
	cargo build --workspace --bins
	DUNLIN_WRITE_DOCS=1 cargo test --quiet --workspace --test dunlin -- policy_reference million::quotas end_to_end::tour

bench: ## how fast the inner loops are: readers, decisions, minutes, letters, rows (ONLY=ubl, ONLY=decide)
	@cargo bench --package documents --package dunning --package letters --package aws \
	  --bench readers --bench rules --bench letters --bench items -- $(ONLY)
	@.ci/bench-table

bench-due: $(LOCAL) ## rows that the sweep reads for the same thousand invoices due of more and more stored (STORED="1000 100000")
	@cargo build --workspace --bins --quiet
	@tests/bench/book/due.py $(if $(STORED),--stored $(STORED))

bench-command: $(LOCAL) ## what `dunlin import`, `plan` and `policy diff` take over a large book (INVOICES=100000)
	@cargo build --workspace --bins --quiet
	@tests/bench/book/command.py $(if $(INVOICES),--invoices $(INVOICES))

bench-cost: $(LOCAL) ## count what letters and invoices take of AWS, for `dunlin cost` (LETTERS=10000 takes half an hour)
	LETTERS=$(or $(LETTERS),500) COUNTED_ON=$$(date -I) cargo test --workspace --test dunlin -- --exact --nocapture \
	  cost::what_a_letter_takes_is_what_the_table_says

bench-starts: build ## what a cold start costs, beside a bare function, the SDK's defaults, and Python (some minutes)
	@tests/bench/starts/run

bench-rival: ## the same book through Dunlin and through Tryton's dunning wizards (LINES_OF_BOOK=5000 for a small one)
	@$(if $(LINES_OF_BOOK),LINES_OF_BOOK=$(LINES_OF_BOOK)) tests/bench/rival/run

fuzz: ## attack one reader with made-up files (TARGET=ubl SECONDS=600); crashers go to target/fuzz/crashes
	@shared/documents/fuzz/run $(or $(TARGET),$(error say TARGET=, one of: $(FUZZ_TARGETS))) $(or $(SECONDS),600)

fuzz-all: ## attack every reader, one after the other (SECONDS=600 each)
	@$(foreach target,$(FUZZ_TARGETS),shared/documents/fuzz/run $(target) $(or $(SECONDS),600) &&) true

check: ## what CI checks besides the tests: format, lints, licences, template
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	.ci/check-dependencies
	.ci/check-template

# At a fixed address there is nothing to relocate: a quarter of a small function's start, and a megabyte of its memory.
build: export RUSTC_WORKSPACE_WRAPPER = $(CURDIR)/infra/at-fixed-address
# Cargo.toml says how to optimise. What cargo-lambda would add, the vector instructions of one processor, mixes badly with
# those that hash: each change between the two kinds waits, and a start took a tenth longer.
build: $(BUILD) ## make the deployable zips, target/lambda/<function>/bootstrap.zip
	@PATH="$(CURDIR)/target/build/venv/bin:$$PATH" cargo lambda build --release --disable-optimizations --output-format zip --workspace \
	  $(foreach function,ingest sweep schedule send feedback respond announce,--bin $(function)) --lambda-dir target/lambda
	@ls -l target/lambda/*/bootstrap.zip | awk '{ printf "  %6.2f MB  %s\n", $$5 / 1e6, $$9 }'

deploy: build ## build and deploy to your AWS account (needs the AWS SAM CLI and your credentials; PARAMETERS="Name=value …")
	infra/deploy $(STACK) $(PARAMETERS)

$(LOCAL): infra/local/requirements.txt
	@echo "installing the local cloud into target/local/venv (once, about 20 seconds)"
	@python3 -m venv target/local/venv
	@target/local/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(BUILD): infra/build.txt
	@echo "installing cargo-lambda and zig into target/build/venv (once)"
	@python3 -m venv target/build/venv
	@target/build/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.PHONY: help demo local local-cloud browser screenshots test sim sim-million sim-mutants corpora docs bench bench-cost bench-due bench-command bench-starts bench-rival fuzz fuzz-all check build deploy
