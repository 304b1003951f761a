#!/usr/bin/env bash
# setup.sh [run|test]: brings what the hotline needs (run, the default) and what its tests need besides (test) into
# .tools/ and node_modules/: Node 24 and npm, the npm packages, and from Debian Asterisk, Redis, espeak-ng and SIPp.
# Nothing is installed on the machine and nothing needs root. It may be run again at any time: what is finished is
# left alone, what was interrupted goes on, and of two at once the second waits. It writes to standard error only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec 1>&2
umask 022

TOOLS="$PWD/.tools"
set_wanted=${1:-run}
. scripts/setup/say.sh
. scripts/setup/stamp.sh
. scripts/setup/node.sh
. scripts/setup/debian.sh

case $set_wanted in
  run | test) ;;
  *) die "no set of tools is called $set_wanted" 'usage: scripts/setup.sh [run|test]' ;;
esac

is_all_there() { has_node && has_npm && has_packages "$set_wanted" && has_debian; }

# Decided before the lock is taken: a finished set-up needs no right to write, and never waits.
if is_all_there; then exit 0; fi

for tool in tar flock sha256sum awk; do
  command -v "$tool" >/dev/null || die "$tool is missing" "As root: apt-get install tar util-linux coreutils mawk"
done
node_package >/dev/null
debian_triplet >/dev/null
mkdir -p "$TOOLS" 2>/dev/null && [ -w "$TOOLS" ] && [ -w . ] || die "$PWD cannot be written by $(id -un)" \
  'Run the set-up as the user who owns this folder.'

exec 9>"$TOOLS/lock"
if ! flock -n 9; then
  say 'another set-up is running, waiting for it'
  flock 9
fi

# A user may have no home at all (a service, a container), or a cache there that root once wrote into.
mkdir -p "$TOOLS/home"
[ -d "${HOME:-}" ] || export HOME="$TOOLS/home"
export npm_config_cache="$TOOLS/home/npm-cache"
ensure_node
ensure_npm
ensure_packages "$set_wanted"
ensure_debian
rm -rf "$TOOLS/home" "$TOOLS/last-output.log"
say 'everything is in place'
