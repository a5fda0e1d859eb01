#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL, and removes that afterwards however the command ends.
#   scripts/postgres.sh cargo test --workspace
#
# The command finds HAMYAR_TEST_POSTGRES: the URL of an administrator's database, from which tests make their own.
# If it is set already, that server is used and nothing is started. With DURABLE=1 the server is one with PostgreSQL's own defaults,
# for measuring.
#
# The server listens on a socket in a private directory only: no port to collide on, and nobody else can reach it.
set -euo pipefail

readonly oldest=15

fail() {
    echo "error: $*" >&2
    exit 1
}

# The folder of the newest PostgreSQL that is new enough, or nothing.
find_binaries() {
    local bin version
    for bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) "$(pg_config --bindir 2>/dev/null || true)"; do
        [[ -x $bin/initdb && -x $bin/postgres ]] || continue
        version=$("$bin/postgres" --version | grep -o '[0-9]\+' | head -n 1)
        if ((version >= oldest)); then
            echo "$bin"
            return
        fi
    done
}

# Installs the server alone: without the cluster that Debian makes and starts for a new server.
install_server() {
    local settings=/etc/postgresql-common/createcluster.d/hamyar.conf as_root=()
    [[ $EUID -eq 0 ]] || as_root=(sudo -n)
    # Written before the package that reads it is there; removed again, for it is not our machine.
    if "${as_root[@]}" mkdir -p "${settings%/*}" 2>/dev/null; then
        echo "create_main_cluster = false" | "${as_root[@]}" tee "$settings" >/dev/null
    fi
    "$here/install.sh" postgresql || true
    "${as_root[@]}" rm -f "$settings" 2>/dev/null || true
}

if (($# == 0)); then
    fail "usage: $0 COMMAND…"
fi
if [[ -n ${HAMYAR_TEST_POSTGRES:-} ]]; then
    exec "$@"
fi

here=$(cd "$(dirname "$0")" && pwd)
bin=$(find_binaries)
if [[ -z $bin ]]; then
    install_server
    bin=$(find_binaries)
fi
if [[ -z $bin ]]; then
    fail "the tests need PostgreSQL $oldest or newer. Install it (on Debian: sudo apt-get install postgresql)," \
        "or name a server that the tests may use: HAMYAR_TEST_POSTGRES=postgres://user:password@host/database"
fi

# initdb refuses root, so root hands the directory to the user that Debian's package made.
# A short path outside private homes: that user must be able to enter it, and a socket's path is at most 107 bytes.
directory=$(mktemp -d /tmp/hamyar-postgres.XXXXXX)
# The server is told to stop when this script dies, be it by SIGKILL.
as_owner=(setpriv --pdeathsig INT)
if [[ $EUID -eq 0 ]]; then
    id postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root, and there is no user \`postgres\` to run it as"
    chown postgres "$directory"
    as_owner+=(--reuid postgres --regid postgres --init-groups --)
fi

server=
stop() {
    local status=$?
    trap - EXIT
    if [[ -n $server ]]; then
        kill -INT "$(head -n 1 "$directory/data/postmaster.pid" 2>/dev/null)" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$directory"
    exit "$status"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$directory" # The owner may not be allowed to read the folder we came from.
"${as_owner[@]}" "$bin/initdb" --pgdata data --username hamyar --auth trust --encoding UTF8 --locale C.UTF-8 \
    --no-sync --no-instructions >initdb.log 2>&1 || fail "initdb failed: $(tail -n 5 initdb.log)"
# What is thrown away need not survive a power cut; what is measured must be able to.
careless=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off
    -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=256MB)
[[ -z ${DURABLE:-} ]] || careless=()
# Whoever wants it to start anew leaves a file `restart` beside the data, and stops it.
setpriv --pdeathsig KILL bash -c 'while "$@"; [[ -e restart ]]; do rm -f restart; done' postgres \
    "${as_owner[@]}" "$bin/postgres" -D data -k "$directory" -c listen_addresses= -c max_connections=200 \
    "${careless[@]}" >server.log 2>&1 &
server=$!
until "$bin/pg_isready" --quiet --host "$directory" --username hamyar --dbname postgres; do
    kill -0 "$server" 2>/dev/null || fail "PostgreSQL did not start: $(tail -n 5 server.log)"
    sleep 0.05
done
cd "$OLDPWD"

export HAMYAR_TEST_POSTGRES="postgres://hamyar@localhost/postgres?host=$directory"
"$@"
