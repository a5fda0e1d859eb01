# Everything a developer, a machine or a newcomer does here. `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test screens lint audit bench bench-large bench-growth soak soak-long eval require

TOOLS := target/tools

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# The dev profile: a new machine reaches the chat some minutes earlier than with --release.
run: require ## Start Hamyar with the sample knowledge and print where to find it
	cargo run -- demo

# The same cases of every property each time; another PROPTEST_RNG_SEED looks at others.
test: require ## Run every test, on SQLite and on a throw-away PostgreSQL, pages in headless Chromium; see target/screens
	scripts/chromium.sh
	PROPTEST_RNG_SEED=$${PROPTEST_RNG_SEED:-1} scripts/postgres.sh cargo test --workspace

screens: require ## Only the tests of pages, and a picture of each in target/screens
	scripts/chromium.sh
	cargo test --test it screens::

lint: require ## Check format and lints, as strictly as CI does
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo fmt --manifest-path benches/echo/Cargo.toml --check

audit: require $(TOOLS)/bin/cargo-deny $(TOOLS)/bin/cargo-machete ## Check licences, sources, advisories and unused dependencies
	scripts/audit.sh $(TOOLS)/bin

bench: require ## Measure the main job against bare echo bots, the desk with 200 looking on, and a search against plain tantivy
	cargo bench --workspace --bench search
	cargo bench --bench main_job
	DURABLE=1 scripts/postgres.sh cargo bench --bench main_job -- database=postgres
	DURABLE=1 scripts/postgres.sh cargo bench --bench main_job -- telegram database=postgres nodes=2
	cargo bench --bench desk
	DURABLE=1 scripts/postgres.sh cargo bench --bench desk -- on=postgres

bench-large: require ## Measure a search among a million articles: takes minutes and gigabytes
	cargo bench --workspace --bench search -- 1_000_000

bench-growth: require ## Measure a page of a conversation with ten million entries: takes minutes and gigabytes
	cargo bench --bench growth
	scripts/postgres.sh cargo bench --bench growth -- on=postgres entries=1000000

soak: require ## Kill the server again and again under load, and look for what was lost or said twice: some minutes
	cargo bench --bench soak
	cargo bench --bench soak -- platform=discord
	scripts/postgres.sh cargo bench --bench soak -- database=postgres nodes=2 restarts=4

soak-long: require ## The same with a hundred thousand messages and hundreds of kills, in parts of minutes that go on where they were stopped
	cargo bench --bench soak -- messages=100000 kills=200 parts=10
	cargo bench --bench soak -- platform=discord messages=100000 kills=200 parts=10
	scripts/postgres.sh cargo bench --bench soak -- database=postgres nodes=2 messages=100000 kills=100 restarts=20 parts=10

eval: require ## Measure how well questions are answered, beside the goals
	cargo bench --bench eval
	[[ ! -d ../shared/data ]] || cargo run --release --example group -p hamyar-knowledge -- ../shared/data

require:
	@scripts/require.sh

$(TOOLS)/bin/%:
	cargo install --locked --root $(TOOLS) $*
