#!/bin/sh
# A thousand members for SOAK_MINUTES (10 if unset) on the real program: nothing may be lost,
# doubled, reordered or left behind. Before that a file of 5 GiB goes from one to another. SOAK_MEMBERS and SOAK_SEED choose other crowds.
set -eu

cd "$(dirname "$0")/.."
PATH="${HOME:-/root}/.cargo/bin:$PATH"
export PATH

# Each member is a connection here and one in the server.
ulimit -n "$(ulimit -Hn)"
echo "Building Salon and its members (some minutes the first time)..."
cargo test --quiet --locked --profile quick --test transfers -- --ignored
exec cargo test --quiet --locked --profile quick --test soak -- --ignored --nocapture
