#!/bin/sh
# Measures how fast Salon is, beside what this machine can do at all, in less than four minutes.
# BENCH_ARGS chooses: BENCH_ARGS="--quick", BENCH_ARGS="fanout --members 100". The results stay in
# `target/bench/`.
set -eu

cd "$(dirname "$0")/.."
PATH="${HOME:-/root}/.cargo/bin:$PATH"
export PATH

target=${CARGO_TARGET_DIR:-target}
results="$target/bench/results.jsonl"
echo "Building Salon, optimised and without windows (some minutes the first time)..."
cargo build --quiet --locked --release --no-default-features --features cli --bin salon
mkdir -p "$target/bench"
# The options are words.
# shellcheck disable=SC2086
"$target/release/salon" bench --save "$results" ${BENCH_ARGS:-}
echo "Every figure, one JSON object a line: $results"
