#!/usr/bin/env bash
# Sees to it that the tests find a Chromium, and letters for what it shows: Persian ones, and the faces of ratings.
#   scripts/chromium.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

has_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

# Whether some font has this character, named by its code point.
has_letter() {
    [[ -n $(fc-list ":charset=$1" 2>/dev/null) ]]
}

missing=()
has_browser || missing+=(chromium)
has_letter 6cc || missing+=(fonts-noto-core)
has_letter 1f642 || missing+=(fonts-noto-color-emoji)
if ((${#missing[@]} > 0)); then
    "$here/install.sh" fontconfig "${missing[@]}"
fi
