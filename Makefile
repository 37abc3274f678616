# Every target that builds runs scripts/setup first: it installs what is missing on Debian and Ubuntu, and does nothing
# when nothing is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PREFIX ?= /usr/local

.PHONY: help demo test test-integration bench lint install clean setup

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## Let Hone optimise the example app, Bistro, and print what it proved
	scripts/demo

test: ## Build everything and run all tests
	scripts/setup --test
	scripts/test

test-integration: ## Let Hone optimise an app that we did not write (needs PyPI)
	scripts/setup --test --integration
	scripts/test-integration

bench: ## Run all benchmarks, against peers in the same run
	scripts/setup --bench
	scripts/bench

bench-%: ## Run one benchmark: make bench-load
	scripts/setup --bench
	scripts/bench $*

lint: ## Check format, C warnings, scripts, file lengths and links
	scripts/setup --lint
	scripts/lint

install: setup ## Install hone and its tracer under PREFIX (/usr/local)
	swift build -c release --product hone
	swift build -c release --product HoneTrace
	programs=$$(swift build -c release --show-bin-path); \
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib"; \
	install -m 755 "$$programs/hone" "$(DESTDIR)$(PREFIX)/bin/hone"; \
	install -m 755 "$$programs/libHoneTrace.so" "$(DESTDIR)$(PREFIX)/lib/libHoneTrace.so"

clean: ## Remove what was built and the demonstration
	rm -rf .build Benchmarks/.build demo

setup:
	@scripts/setup
