# One word for each thing people do here; CI runs the same.
# Prerequisites: Rust (rust-toolchain.toml names which) and Node 20.19 or later. `make test` installs the rest it needs.

CARGO ?= cargo
NPM ?= npm
.DEFAULT_GOAL := build
.PHONY: build run test check fix web generate browser functions supply

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
	$(CARGO) test --workspace --exclude share-cloud-functions
	$(CARGO) build --workspace --exclude share-cloud-functions --bins
	$(NPM) --prefix frontend test
	$(NPM) --prefix frontend run e2e

check: web ## formatting, lints, types, sizes, stale files
	$(CARGO) fmt --check
	$(CARGO) clippy --workspace --exclude share-cloud-functions --all-targets -- -D warnings
	$(NPM) --prefix frontend run check
	$(NPM) --prefix frontend run size

fix: ## what machines can mend
	$(CARGO) fmt
	$(CARGO) clippy --workspace --exclude share-cloud-functions --all-targets --fix --allow-dirty --allow-staged

functions: ## what is deployed: one binary for each route, in target/lambda (cargo-lambda comes from PyPI)
	@command -v cargo-lambda >/dev/null || python3 -m pip install --quiet --user cargo-lambda==1.9.2 ziglang
	PATH="$$PATH:$$HOME/.local/bin" $(CARGO) lambda build --release --package share-cloud-functions

supply: ## licences, bans and sources of all crates (cargo install cargo-deny)
	$(CARGO) deny check licenses bans sources

generate: ## write the generated files again: openapi.json, routes.json, the functions, the web app's types
	SHARE_CLOUD_WRITE_GENERATED=1 $(CARGO) test --package share-cloud-api generated
	$(NPM) --prefix frontend run api

browser: ## what the browser tests need of the system
	@./scripts/install-browser
