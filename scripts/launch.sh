#!/usr/bin/env bash
# launch.sh SET FILE [ARGUMENT...]: the set-up (SET: run or test), then FILE of this project on our own Node, in the
# folder that it was called from. Nothing but the program itself writes to standard output.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
set_wanted=$1 file=$2
shift 2
bash "$root/scripts/setup.sh" "$set_wanted"
# Tests start hundreds of processes: what the first one compiled is there for all others.
[[ $set_wanted != test ]] || export NODE_COMPILE_CACHE="$root/.tools/compiled"
exec "$root/.tools/node/bin/node" "$root/$file" "$@"
