#!/bin/sh
# A room of 200 lively members for LIVELY_MINUTES (10 if unset), seen from both windows, under Xvfb and
# without a graphics card: frame times, memory and CPU of each. Pictures of how they looked in the end
# stay in `target/lively/`.
set -eu

cd "$(dirname "$0")/.."
PATH="${HOME:-/root}/.cargo/bin:$PATH"
export PATH

target=${CARGO_TARGET_DIR:-target}
echo "Building Salon and its members, optimised (some minutes the first time)..."
cargo build --quiet --locked --release --bin salon --example lively_room
mkdir -p "$target/lively"
scripts/display.sh scripts/lively.py "$target/release/salon" "$target/release/examples/lively_room" \
    "${LIVELY_MINUTES:-10}" "$target/lively"
echo
echo "How they looked in the end: $target/lively/host.png, $target/lively/guest.png"
