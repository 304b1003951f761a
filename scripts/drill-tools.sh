#!/usr/bin/env bash
# drill-tools.sh PACKAGE...: tools that only a drill needs, taken from the machine's own release of Debian and unpacked
# below .tools/drills, where they are when this ends well. Nothing is installed and nothing needs root. They run on the
# machine's own libraries, as what they are put into does (Node, and whatever the machine already has).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec 1>&2
umask 022

TOOLS="$PWD/.tools"
. scripts/setup/say.sh
. scripts/setup/stamp.sh
. scripts/setup/debian.sh

[ $# -gt 0 ] || die 'no package is named' 'usage: scripts/drill-tools.sh PACKAGE...'
wanted="$* $(debian_arch)"
if has_stamp "drills-$1" "$wanted" && [ -d "$TOOLS/drills" ]; then exit 0; fi

mkdir -p "$TOOLS/drills"
exec 9>"$TOOLS/lock"
flock 9
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
network=$(apt_network)
for archive in $(debian_archives); do
  write_apt_root "$archive" "$codename" "$network"
  quietly "apt-get update ($codename of $archive)" apt-get -qq update || continue
  fetch_debs "$@" || continue
  for deb in "$TOOLS"/fresh/debs/*.deb; do dpkg-deb -x "$deb" "$TOOLS/drills"; done
  rm -rf "$TOOLS/fresh" "$TOOLS/apt"
  put_stamp "drills-$1" "$wanted"
  exit 0
done
die "no archive of $codename gave $*" 'Is the network up? Does apt need a proxy?'
