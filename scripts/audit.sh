#!/usr/bin/env bash
# Checks what the dependencies bring: licences, sources, bans, known flaws; and that each is used.
#   scripts/audit.sh FOLDER-OF-CARGO-DENY-AND-CARGO-MACHETE
set -euo pipefail
PATH="$PWD/$1:$PATH"

cargo machete
cargo deny check bans licenses sources

# The advisories live in a repository of their own. Without a way to it they cannot be checked, and that is said;
# what they find when they can be checked is an error like any other.
if cargo deny fetch db >/dev/null 2>&1; then
    cargo deny check advisories
else
    echo "warning: the advisory database cannot be fetched from here: known flaws were NOT checked" >&2
fi
