# The commands of everyday work. Each recipe is one script, so that it can be read, tested and run without make.

.DEFAULT_GOAL := help
.PHONY: run test bench format lint generate help

run: ## Build, start a gateway beside simulated WhatsApp and Telegram, show messages crossing; stays up until Ctrl-C
	@bash scripts/setup.sh run
	@bash scripts/demo.sh

test: ## Lint, build, unit tests, integration tests, bad days: everything that CI runs
	@bash scripts/setup.sh test
	@bash scripts/test.sh

bench: ## Measure a release build on this machine; BENCH_ARGS="--quick" for a short run
	@bash scripts/setup.sh bench
	@bash scripts/bench.sh $(BENCH_ARGS)

format: ## Rewrite the Swift sources in the project's format
	@bash scripts/lint.sh --fix

lint: ## Check format, C warnings and shell syntax without changing anything
	@bash scripts/lint.sh

generate: ## Write again what is made from other files: the embedded OpenAPI document, the files of new projects
	@bash scripts/generate.sh

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
