#!/bin/sh
# Every check of the project, the quick ones first. Ends at the first that fails.
set -eu

cd "$(dirname "$0")/.."
PATH="${HOME:-/root}/.cargo/bin:$PATH"
export PATH

step() { printf '\n== %s\n' "$*"; }

step "Formatting"
cargo fmt --all --check

step "Lints"
cargo clippy --locked --workspace --all-targets -- -D warnings

step "Licenses and sources of what is depended on"
if scripts/cargo-deny.sh; then
    cargo deny --log-level error check bans licenses sources
else
    echo "Skipped: cargo-deny can't be installed here."
fi

step "The library without windows and texts"
cargo clippy --locked --no-default-features --lib -- -D warnings

step "Tests"
cargo test --locked --workspace

step "The story, with real windows under Xvfb"
cargo build --locked --bin salon
scripts/display.sh scripts/story.py "${CARGO_TARGET_DIR:-target}/debug/salon"

printf '\nEverything is well.\n'
