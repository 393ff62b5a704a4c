# One word for each thing people do here; CI runs the same.
# Prerequisites: Rust (rust-toolchain.toml names which) and Node 20.19 or later. `make test` installs the rest it needs.

CARGO ?= cargo
NPM ?= npm
PYTHON ?= python3
# What the daily loop builds: neither the functions nor the benchmarks.
DAILY = --workspace --exclude share-cloud-functions --exclude share-cloud-bench
.DEFAULT_GOAL := build
.PHONY: build run test stranger soak check fix web generate browser functions supply bench search-at-scale folder-at-scale cold-start
.PHONY: localstack localstack-test localstack-check test-real local-stack-app

build: web ## the program, with the web app inside it: target/release/share-cloud
	$(CARGO) build --release --package share-cloud-local

run: build ## build, start and print the address
	./target/release/share-cloud

web: frontend/node_modules/.package-lock.json
	$(NPM) --prefix frontend run build --silent

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	$(NPM) --prefix frontend ci --no-audit --no-fund
	@touch $@

test: web browser ## everything that must hold
	$(CARGO) test $(DAILY)
	$(CARGO) test --package share-cloud-functions --lib
	$(MAKE) stranger
	$(NPM) --prefix frontend test
	$(NPM) --prefix frontend run e2e

stranger: ## the program from outside, as somebody who knows only the contract; needs Python 3, its standard library alone
	$(CARGO) build $(DAILY) --bins --tests
	@if $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; \
	then SHARE_CLOUD_BIN=target/debug/share-cloud $(PYTHON) crates/it/stranger/run.py; \
	else echo 'The tests in crates/it/stranger were left out: they need Python 3.8 or later.'; fi

soak: web ## every call of a store struck on every row of soak/paths, random trees held against a model, thousands of changes at once
	SHARE_CLOUD_SOAK_RUNS=all SHARE_CLOUD_SOAK_TREES=40 SHARE_CLOUD_BUSY_ACTS=3000 \
		$(CARGO) test $(DAILY) --test suite -- --nocapture soak:: at_once_keep_every_total

check: web ## formatting, lints, types, sizes, stale files
	$(CARGO) fmt --check
	$(CARGO) clippy $(DAILY) --all-targets -- -D warnings
	$(CARGO) clippy --package share-cloud-functions --all-targets -- -D warnings
	$(NPM) --prefix frontend run check
	$(NPM) --prefix frontend run size
	node scripts/check-proof.mjs
	node scripts/check-docs.mjs
	$(MAKE) --no-print-directory localstack-check infra-test

fix: ## what machines can mend
	$(CARGO) fmt
	$(CARGO) clippy $(DAILY) --all-targets --fix --allow-dirty --allow-staged

functions: ## what is deployed: one binary for each route, in target/lambda (cargo-lambda comes from PyPI)
	@command -v cargo-lambda >/dev/null || python3 -m pip install --quiet --user cargo-lambda==1.9.2 ziglang
	PATH="$$PATH:$$HOME/.local/bin" $(CARGO) lambda build --release --disable-optimizations --package share-cloud-functions
	scripts/check-glibc

bench: build ## the figures, each beside a peer in the same run
	$(CARGO) run --release --package share-cloud-bench --bin throughput
	$(CARGO) run --release --package share-cloud-bench --bin sign-in

search-at-scale: build ## how long a search takes at 1,000 and at 100,000 entries of the embedded home
	$(CARGO) build --release $(DAILY) --examples
	./target/release/examples/search-at-scale 1000 100000

COUNTS ?= 10000 100000
folder-at-scale: build ## listing, moving and trashing folders of very many files, each beside one of 100; 8 KB of disk a file. COUNTS=1000000
	$(CARGO) build --release $(DAILY) --examples
	./target/release/examples/folder-at-scale target/release/share-cloud target $(COUNTS)

COLD_START = target/cold-start
cold-start: build functions ## first answers of functions that have just started, beside Python and Node; needs python3 with venv
	test -x $(COLD_START)/venv/bin/python || python3 -m venv $(COLD_START)/venv
	$(COLD_START)/venv/bin/pip install --quiet --requirement bench/cold-start/python/requirements.txt
	$(NPM) --prefix bench/cold-start/node ci --no-audit --no-fund
	$(NPM) --prefix bench/cold-start/node run build --silent -- --outdir=../../../$(COLD_START)/node
	$(CARGO) run --release --package share-cloud-bench --bin cold-start

supply: ## licences, bans and sources of all crates (cargo install cargo-deny)
	$(CARGO) deny check licenses bans sources

generate: infra/node_modules/.package-lock.json ## write the generated files again: openapi.json, routes.json, the functions, the web app's types, PERMISSIONS, UNITS
	SHARE_CLOUD_WRITE_GENERATED=1 $(CARGO) test $(DAILY) generated
	$(NPM) --prefix frontend run api
	$(NPM) --prefix infra run permissions --silent

browser: ## what the browser tests need of the system
	@./scripts/install-browser

# What runs the local cloud: Python 3.11 or later, and its standard library alone.
LOCAL_CLOUD = cd localstack && python3 -B -m local_cloud

localstack: functions web local-stack-app ## the local cloud: LocalStack and MinIO, the deployed stack and the web app behind one origin
	$(LOCAL_CLOUD) up

localstack-test: functions web local-stack-app browser ## the suite, a browser's journey and the audit, against a local cloud of its own
	$(CARGO) build $(DAILY) --bins --tests
	$(LOCAL_CLOUD) test scripts/test-deployed

localstack-check: ## what can be tested of the local cloud without its parts; quick
	cd localstack && PYTHONPATH=.:executor python3 -B -W error::ResourceWarning -m unittest discover -s tests -t .

test-real: web ## the integration tests on DynamoDB Local and MinIO in place of the embedded stores
	$(CARGO) build $(DAILY) --bins --tests
	$(LOCAL_CLOUD) stores scripts/test-real

local-stack-app: infra/node_modules/.package-lock.json
	$(NPM) --prefix infra run build --silent

infra/node_modules/.package-lock.json: infra/package.json infra/package-lock.json
	$(NPM) --prefix infra ci --no-audit --no-fund
	@touch $@

.PHONY: infra-test deploy destroy
infra-test: infra/node_modules/.package-lock.json ## the stack: its templates, policies and scripts, cdk-nag and cfn-lint; needs no account
	$(NPM) --prefix infra run check --silent

deploy: functions web infra/node_modules/.package-lock.json ## to AWS, after checks: make deploy ARGS="-c mailFrom=no-reply@example.org"; --check, --rotate-keys
	$(NPM) --prefix infra run deploy --silent -- $(ARGS)

destroy: infra/node_modules/.package-lock.json ## take the home on AWS away and keep its data; ARGS="--delete-data=share-cloud" takes all
	$(NPM) --prefix infra run destroy --silent -- $(ARGS)
