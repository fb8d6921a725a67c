#!/bin/sh
# Sees to it that `cargo deny` is there; fails where it can't be had within a quarter of an hour.
set -eu

cargo deny --version >/dev/null 2>&1 && exit 0
echo "Installing cargo-deny (some minutes, once)..."
# Without optimisation: it is built in half the time, and has little to do.
timeout 900 cargo install --quiet --locked --debug cargo-deny
