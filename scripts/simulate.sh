#!/bin/sh
# Random histories through Salon's own server and client, on a clock that is set and over a network
# in memory: SALON_SEEDS of them (100,000 if unset), or the one of SALON_SEED, told from its beginning.
set -eu

cd "$(dirname "$0")/.."
PATH="${HOME:-/root}/.cargo/bin:$PATH"
export PATH

SALON_SEEDS=${SALON_SEEDS:-100000}
export SALON_SEEDS
echo "Building Salon and its simulation (some minutes the first time)..."
exec cargo test --quiet --locked --profile quick --test simulation -- --nocapture every_history
