# Every target says what it does; `make` alone prints them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

STACK ?= dunlin
LOCAL := target/local/venv/.ready
BUILD := target/build/venv/.ready

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: $(LOCAL) ## watch weeks of invoices become letters on a local cloud, then open target/demo/index.html
	@echo "compiling Dunlin (the first time takes some minutes)"
	@cargo build --workspace --bins --quiet
	@target/debug/demo

local: $(LOCAL) ## leave a local cloud running, to try your own files on
	@echo "compiling Dunlin (the first time takes some minutes)"
	@cargo build --workspace --bins --quiet
	@target/debug/local

local-cloud: $(LOCAL) ## install the local cloud that demo and tests run on

test: $(LOCAL) ## run every test: unit, property, snapshot, contract, end to end
	cargo build --workspace --bins
	cargo test --workspace

check: ## what CI checks besides the tests: format, lints, licences, template
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	.ci/check-dependencies
	.ci/check-template

build: $(BUILD) ## make the deployable zips, target/lambda/<function>/bootstrap.zip
	@PATH="$(CURDIR)/target/build/venv/bin:$$PATH" cargo lambda build --release --output-format zip --workspace \
	  $(foreach function,ingest sweep schedule send feedback respond,--bin $(function)) --lambda-dir target/lambda
	@ls -l target/lambda/*/bootstrap.zip | awk '{ printf "  %6.2f MB  %s\n", $$5 / 1e6, $$9 }'

deploy: build ## build and deploy to your AWS account (needs the AWS SAM CLI and your credentials)
	infra/deploy $(STACK)

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

.PHONY: help demo local local-cloud test check build deploy
