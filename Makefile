# What a person types. `make run` and `make test` prepare the machine themselves, and say what
# they do meanwhile; what is there already costs nothing.

.PHONY: help run test test-story setup
.DEFAULT_GOAL := help

CARGO ?= cargo
# What `make run` gives to the program: make run ARGS="client salon://192.168.1.5/lobby".
ARGS ?=

help:
	@echo "make run              build Salon and open the host's window"
	@echo "make run ARGS='...'   build Salon and run it with arguments, like ARGS='serve --headless'"
	@echo "make test             check the formatting, the lints, the licenses, and run every test"

run:
	@scripts/setup.sh run
	@echo "Building Salon (some minutes the first time, seconds later)..."
	@$(CARGO) build --quiet --locked --bin salon
	@exec $${CARGO_TARGET_DIR:-target}/debug/salon $(ARGS)

test:
	@scripts/setup.sh test
	@scripts/test.sh
