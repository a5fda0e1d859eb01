#!/usr/bin/env bash
# What a build needs beside this repository: cargo, and a C compiler for SQLite and for the TLS library.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v cargo >/dev/null; then
    echo "error: cargo is missing. Install Rust from https://rustup.rs and try again" >&2
    exit 1
fi
if ! command -v cc >/dev/null; then
    scripts/install.sh build-essential
fi
