#!/usr/bin/env bash
# launch.sh SET FILE [ARGUMENT...]: the set-up (SET: run or test), then FILE of this project on our own Node, in the
# folder that it was called from. Nothing but the program itself writes to standard output.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
set_wanted=$1 file=$2
shift 2
bash "$root/scripts/setup.sh" "$set_wanted"
exec "$root/.tools/node/bin/node" "$root/$file" "$@"
