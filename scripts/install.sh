#!/usr/bin/env bash
# Installs Debian packages where that needs no question: as root, or by sudo without a password.
# Elsewhere it says what is missing and how to get it, and fails.
#   scripts/install.sh PACKAGE…
set -euo pipefail

as_root=()
if [[ $EUID -ne 0 ]]; then
    as_root=(sudo -n)
fi

refuse() {
    echo "error: $1. Install it yourself and try again; on Debian: sudo apt-get install $packages" >&2
    exit 1
}

packages="$*"
command -v apt-get >/dev/null || refuse "this needs the packages \`$packages\` and there is no apt-get here"
"${as_root[@]}" true 2>/dev/null || refuse "this needs the packages \`$packages\` and you are neither root nor allowed sudo without a password"

echo "installing $packages" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
# A new machine has no list of packages, an old one a stale list: fetch it only when the first try fails.
if ! apt install --yes --no-install-recommends "$@"; then
    apt update || true
    if ! apt install --yes --no-install-recommends "$@"; then
        tail -n 20 "$log" >&2
        refuse "apt-get could not install \`$packages\`"
    fi
fi
