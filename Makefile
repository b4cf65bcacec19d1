# The fleet's commands. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

CLAIMS ?=
KEEP ?=
PORT ?=
FAULTS ?=
CHAOS_MINUTES ?=
FUZZ_INPUTS ?=
FUZZ_SEED ?=
CHAOS_EXECUTIONS ?=
CHAOS_SEED ?=
BENCH_ARGS ?=
BENCH_DIR ?=

COMPOSE := docker compose -f compose/compose.yaml

.PHONY: help run up down logs claims images test soak fuzz chaos format diagrams bench

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## send real flight-delay claims through the fleet (CLAIMS=n, FAULTS=0, KEEP=1 leaves it running, PORT=n)
	@echo "Building the emulator and the workers"
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; dotnet build workers/LocalFleet -c Release -v quiet >"$$log" 2>&1 || { cat "$$log"; exit 1; }
	@CLAIMS='$(CLAIMS)' FAULTS='$(FAULTS)' KEEP='$(KEEP)' PORT='$(PORT)' dotnet workers/LocalFleet/bin/Release/net10.0/LocalFleet.dll

up: compose/secrets/dispatch ## start the fleet in containers, with the emulator and the approval inbox (compose/README.md)
	@$(COMPOSE) up --detach --build --wait

down: ## stop the fleet in containers, and remove all that it has left
	@COMPOSE_PROFILES='*' $(COMPOSE) down --volumes --remove-orphans

logs: ## follow the logs of the fleet in containers
	@$(COMPOSE) logs --follow

claims: ## send claims through the fleet in containers (CLAIMS=n)
	@CLAIMS='$(CLAIMS)' $(COMPOSE) run --rm claims

images: compose/secrets/dispatch ## build the images of the workers, of the emulator and of the local fleet
	@COMPOSE_PROFILES='*' $(COMPOSE) build
	@docker build --quiet --target emulator --tag workers/emulator . && docker build --quiet --target run-once-worker --tag workers/run-once-worker .

# The container's user reads it, nobody else comes into its folder.
compose/secrets/dispatch:
	@mkdir -p -m 700 $(@D) && (umask 022 && head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >$@)

test: ## build everything and run all tests
	@./tests/run

soak: ## run 20,000 drawn days of faults (FAULT_SCHEDULES=n for another number, FAULT_FIRST=n from another seed, FAULT_SEED=n for one day)
	@./tests/soak

fuzz: ## ask the emulator 100,000 drawn things (FUZZ_INPUTS=n for another number, FUZZ_SEED=n from another seed)
	@dotnet build tests/Workers.Emulator.Tests -c Release -v quiet
	@FUZZ_INPUTS=$(or $(FUZZ_INPUTS),100000) FUZZ_SEED='$(FUZZ_SEED)' tests/Workers.Emulator.Tests/bin/Release/net10.0/Workers.Emulator.Tests \
		-noLogo -noColor -class Workers.Emulator.Tests.Fuzzing.FuzzTests

chaos: ## hurt real workers at random for ten minutes (CHAOS_MINUTES=n, CHAOS_EXECUTIONS=n, CHAOS_SEED=n); network cuts want Linux and root
	@echo "Building the emulator and the workers"
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; dotnet build tests/Chaos -c Release -v quiet >"$$log" 2>&1 || { cat "$$log"; exit 1; }
	@CHAOS_MINUTES='$(CHAOS_MINUTES)' CHAOS_EXECUTIONS='$(CHAOS_EXECUTIONS)' CHAOS_SEED='$(CHAOS_SEED)' dotnet tests/Chaos/bin/Release/net10.0/Chaos.dll

format: ## format the sources
	@dotnet tool restore >/dev/null && dotnet csharpier format .

diagrams: ## draw the patterns' diagrams anew from their definitions
	@dotnet run --project tests/Definitions -c Release

bench: ## micro-benchmarks (BENCH_ARGS='--filter *Transport*' picks some, BENCH_ARGS=emulator measures the emulator); BENCH_DIR=folder compares the worker with others as well
	@BENCH_ARGS='$(BENCH_ARGS)' BENCH_DIR='$(BENCH_DIR)' ./tests/bench
