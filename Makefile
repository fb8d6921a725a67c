# What a person types. `make run` and `make test` prepare the machine themselves, and say what
# they do meanwhile; what is there already costs nothing.

.PHONY: help run test bench simulate soak lively fuzz pictures plot
.DEFAULT_GOAL := help

# Cargo may be there without being in the PATH of this shell.
export PATH := $(HOME)/.cargo/bin:$(PATH)
CARGO ?= cargo
# What `make run` gives to the program: make run ARGS="client salon://192.168.1.5/lobby".
ARGS ?=

help:
	@echo "make run              build Salon and open the host's window"
	@echo "make run ARGS='...'   build Salon and run it with arguments, like ARGS='serve --headless'"
	@echo "make test             check the formatting, the lints, the licenses, and run every test"
	@echo "make bench            how fast Salon is here, beside what this machine can do at all; BENCH_ARGS=--quick takes less"
	@echo "make simulate         SALON_SEEDS=100000 random histories on a clock that is set, over a network in memory"
	@echo "make soak             a thousand members for SOAK_MINUTES=10, with losses and stalls, checked from outside; 5 GiB first"
	@echo "make lively           LIVELY_MINUTES=10 of a room of 200, seen from both windows: frame times, memory, CPU"
	@echo "make fuzz             look for bytes that break something, FUZZ_SECS=60 for each target"
	@echo "make pictures         take the pictures of docs/pictures.md and of the examples anew, from the real windows"
	@echo "make plot             draw the picture of BENCHMARKS.md anew, from the lines in docs/benchmarks"

run:
	@scripts/setup.sh run
	@echo "Building Salon (some minutes the first time, seconds later)..."
	@$(CARGO) build --locked --profile quick --bin salon
	@exec $${CARGO_TARGET_DIR:-target}/quick/salon $(ARGS)

test:
	@scripts/setup.sh test
	@scripts/test.sh

bench:
	@scripts/setup.sh run
	@scripts/bench.sh

simulate:
	@scripts/setup.sh run
	@scripts/simulate.sh

soak:
	@scripts/setup.sh run
	@scripts/soak.sh

lively:
	@scripts/setup.sh test
	@scripts/lively.sh

fuzz:
	@scripts/setup.sh run
	@scripts/fuzz.sh

pictures:
	@scripts/setup.sh pictures
	@$(CARGO) build --locked --profile quick -p salon --bin salon --example whiteboard -p gradebook --bin gradebook
	@mkdir -p docs/images
	@scripts/pictures.sh $${CARGO_TARGET_DIR:-target}/quick docs/images

plot:
	@python3 -m venv $${CARGO_TARGET_DIR:-target}/plot
	@$${CARGO_TARGET_DIR:-target}/plot/bin/pip install --quiet --disable-pip-version-check matplotlib==3.11.2
	@$${CARGO_TARGET_DIR:-target}/plot/bin/python scripts/plot.py \
	    docs/benchmarks/peers.jsonl docs/benchmarks/salon.jsonl docs/images/benchmarks.svg
