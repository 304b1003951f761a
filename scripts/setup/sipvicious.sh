#!/usr/bin/env bash
# sipvicious.sh: brings SIPVicious, with which telephone exchanges are attacked, into .tools/sipvicious: from Debian, as
# the set-up takes everything else. Only a drill needs it, and runs it with the machine's own Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec 1>&2
umask 022

TOOLS="$PWD/.tools"
. scripts/setup/say.sh
. scripts/setup/stamp.sh
. scripts/setup/debian.sh

if [ -x "$TOOLS/sipvicious/usr/bin/svwar" ]; then exit 0; fi
command -v python3 >/dev/null || die 'python3 is missing' 'SIPVicious is written in Python. As root: apt-get install python3'

exec 9>"$TOOLS/lock"
flock 9
say 'looking for SIPVicious in the Debian archive'
choose_suite
fetch_debs sipvicious && unpack_debs || die 'SIPVicious could not be fetched' 'Is the network up?'
swap_in "$TOOLS/fresh/debian" "$TOOLS/sipvicious"
rm -rf "$TOOLS/fresh" "$TOOLS/apt"
