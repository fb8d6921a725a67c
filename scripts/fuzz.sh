#!/bin/sh
# Looks for bytes that break something: every target of `fuzz/`, FUZZ_SECS seconds each (60 if unset).
# `fuzz.sh TARGET...` runs only those. What is found stays in `fuzz/artifacts/`.
set -eu

cd "$(dirname "$0")/.."
PATH="${HOME:-/root}/.cargo/bin:$PATH"
export PATH

seconds=${FUZZ_SECS:-60}

if ! cargo fuzz --version >/dev/null 2>&1; then
    echo "Installing cargo-fuzz (some minutes, once)..."
    cargo install --quiet --locked --debug cargo-fuzz
fi

# The compiler's coverage is behind a switch that a stable compiler wants this for. Salon has no
# unsafe code, so that the sanitizers would only make it slower.
RUSTC_BOOTSTRAP=1
export RUSTC_BOOTSTRAP
echo "Building the fuzz targets..."
cargo fuzz build --sanitizer none

[ $# -gt 0 ] || set -- $(cargo fuzz list)
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
for target; do
    mkdir -p "fuzz/corpus/$target"
    # Everything is kept in the log; of it one line is shown, which the next one replaces.
    : >"$log"
    cargo fuzz run --sanitizer none "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -max_total_time="$seconds" -timeout=10 -verbosity=1 >"$log" 2>&1 &
    run=$!
    while kill -0 "$run" 2>/dev/null; do
        sleep 1
        line=$(grep -a '^#[0-9]' "$log" | tail -n 1 | cut -c1-60 || true)
        printf '\r%-16s %-62s' "$target" "$line"
    done
    if ! wait "$run"; then
        printf '\n'
        tail -n 40 "$log"
        exit 1
    fi
    printf '\n'
done
echo "Nothing was found."
