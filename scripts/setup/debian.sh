# Asterisk, Redis, espeak-ng, SIPp and PostgreSQL in a folder of our own, taken from Debian without being installed: apt fetches
# and checks the packages, dpkg-deb unpacks them, and the folder's own loader runs them with the folder's own
# libraries, so the machine's release does not matter and nothing of it is touched.

# Where the folder's content comes from, in this order: the suites that have a current Asterisk.
DEBIAN_SUITES='forky sid'
ASTERISK_OLDEST=22.10.1
ASTERISK_TESTED_MAJOR=22

debian_arch() { dpkg --print-architecture; }

# The name of the folder where Debian keeps libraries of this architecture.
debian_triplet() {
  case $(debian_arch) in
    amd64) echo x86_64-linux-gnu ;;
    arm64) echo aarch64-linux-gnu ;;
    *) die "no set-up for the architecture $(debian_arch)" 'amd64 and arm64 are known.' ;;
  esac
}

debian_package_names() { sed 's/#.*//' scripts/setup/debian-packages.txt | tr -s ' \n' ' '; }

debian_wanted() {
  echo "$(hash_of scripts/setup/debian-packages.txt scripts/setup/wav-to-ulaw.ts) $(debian_arch)"
}

has_debian() { has_stamp debian "$(debian_wanted)" && [ -x "$TOOLS/bin/asterisk" ] && [ -d "$TOOLS/debian/usr" ]; }

# The base addresses of the Debian archives among the machine's own apt sources. apt reads them itself, so every form
# that it understands will do; only the address of each release file is asked for, nothing is fetched.
debian_archives() {
  if [ -n "${CORDBOARD_DEBIAN_ARCHIVE:-}" ]; then
    echo "${CORDBOARD_DEBIAN_ARCHIVE%/}"
    return
  fi
  local codename nowhere="$TOOLS/apt/nowhere"
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
  mkdir -p "$nowhere/partial"
  apt-get update --print-uris -o Dir::State::lists="$nowhere" -o Debug::NoLocking=true 2>/dev/null |
    sed -nE "s#^'([^']+)/dists/($codename|stable|oldstable|testing|unstable|sid)/InRelease'.*#\1#p" |
    grep -v '^cdrom:' | awk '!seen[$0]++'
}

# How the machine's apt reaches the network: proxies, certificates and the like, as lines of configuration.
apt_network() { apt-config dump | grep -iE '^Acquire::(http|https|ftp|tor|ForceIPv|Proxy)' || true; }

# write_apt_root ARCHIVE SUITE NETWORK: an apt that knows one suite and believes that nothing is installed. Of the
# machine's apt it takes the keys, the passwords and the way to the network.
write_apt_root() {
  local apt="$TOOLS/apt" keyring signed=''
  mkdir -p "$apt"/{lists/partial,cache/archives/partial,empty}
  : >"$apt/status"
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    if [ -r "$keyring" ]; then signed="signed-by=$keyring " && break; fi
  done
  echo "deb [${signed}arch=$(debian_arch)] $1 $2 main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
$3
Dir::Etc::main "$apt/none";
Dir::Etc::parts "$apt/empty";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/empty";
Dir::Etc::preferences "$apt/none";
Dir::Etc::preferencesparts "$apt/empty";
Dir::Etc::trusted "/etc/apt/trusted.gpg";
Dir::Etc::trustedparts "/etc/apt/trusted.gpg.d";
Dir::Etc::netrc "/etc/apt/auth.conf";
Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Log "$apt";
APT::Architecture "$(debian_arch)";
APT::Architectures { "$(debian_arch)"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "false";
Debug::NoLocking "true";
CONF
  export APT_CONFIG="$apt/apt.conf"
}

# The upstream version of the Asterisk that apt would take, for example 22.10.1; empty when it has none.
asterisk_candidate() {
  apt-cache show --no-all-versions asterisk 2>/dev/null | sed -nE 's/^Version: ([0-9]+:)?([0-9.]+).*/\2/p' | head -n 1
}

# Finds an archive and a suite with an Asterisk that is new enough, and leaves apt set up for them.
choose_suite() {
  local archives network archive suite version seen=''
  network=$(apt_network)
  archives=$(debian_archives) || true
  [ -n "$archives" ] || die "no Debian archive among this machine's apt sources" \
    'Set CORDBOARD_DEBIAN_ARCHIVE to the base address of one (the part before /dists), or use docker compose up.'
  for archive in $archives; do
    for suite in $DEBIAN_SUITES; do
      write_apt_root "$archive" "$suite" "$network"
      quietly "apt-get update ($suite of $archive)" apt-get -qq update || continue
      version=$(asterisk_candidate)
      [ -n "$version" ] || continue
      if dpkg --compare-versions "$version" ge "$ASTERISK_OLDEST"; then
        say "Asterisk $version comes from $suite"
        return
      fi
      seen="$seen $version"
    done
  done
  [ -z "$seen" ] || die "only older versions of Asterisk found:$seen" \
    "Versions before $ASTERISK_OLDEST have known holes (GHSA-vrfp-mg3q-3959 among them) and are refused."
  die "none of these archives gave an Asterisk: $(echo "$archives" | tr '\n' ' ')" \
    'Is the network up? Does apt need a proxy? A mirror without the testing suite will not do:' \
    'then set CORDBOARD_DEBIAN_ARCHIVE to the base address of a full one (the part before /dists).'
}

# fetch_debs NAME...: the packages as files in $TOOLS/fresh/debs, and nothing else there. Whole files of an earlier,
# interrupted try are used again: apt compares their checksums.
fetch_debs() {
  local debs="$TOOLS/fresh/debs" file
  mkdir -p "$debs"
  apt-get download --print-uris "$@" 2>"$TOOLS/last-output.log" | awk '{ print $2, $3 }' >"$TOOLS/fresh/debs.list"
  [ -s "$TOOLS/fresh/debs.list" ] || return 1
  for file in "$debs"/*; do
    grep -qF "${file##*/} " "$TOOLS/fresh/debs.list" || rm -rf "$file"
  done
  awk '{ size += $2 } END { print NR, int(size / 1000000) }' "$TOOLS/fresh/debs.list" |
    while read -r count megabytes; do say "fetching $count Debian packages ($megabytes MB)"; done
  (cd "$debs" && quietly 'apt-get download' apt-get -qq download "$@")
}

unpack_debs() {
  local root="$TOOLS/fresh/debian" deb
  rm -rf "$root"
  mkdir -p "$root"
  for deb in "$TOOLS"/fresh/debs/*.deb; do dpkg-deb -x "$deb" "$root" || return 1; done
}

# missing_libraries ROOT: what the programs and the modules would load from elsewhere, or not find at all. The loader
# would silently take the machine's own libraries, which another machine may not have.
missing_libraries() {
  local root=$1 lib="$1/usr/lib/$(debian_triplet)" name files
  files=("$root/usr/sbin/asterisk" "$root/usr/bin/redis-check-rdb" "$root/usr/bin/espeak-ng" "$root/usr/bin/sipp")
  files+=("$root"/usr/lib/postgresql/*/bin/{postgres,initdb})
  for name in $(sed -nE 's/^load *=>? *([a-z0-9_]+\.so).*/\1/p' asterisk-config/modules.conf); do
    files+=("$lib/asterisk/modules/$name")
  done
  for name in "${files[@]}"; do
    "$lib"/ld-linux-*.so.? --inhibit-cache --library-path "$lib:$lib/pulseaudio" --list "$name" 2>&1 || true
  done | grep -v 'linux-vdso\|ld-linux\|statically linked' | grep -vF "=> $root/" | sort -u
}

# Everything that the programs depend on, by apt's own reckoning: four times as much, so only when need be.
full_closure() {
  local wanted
  wanted=$(debian_package_names | tr ' ' '\n' | grep -E '^(asterisk|redis|espeak|sip|postgresql)')
  # shellcheck disable=SC2086
  apt-get -qq --simulate install $wanted | awk '/^Inst / { print $2 }'
}

# wrap_in_place FILE: PostgreSQL's programs find each other and their files from their own place. There a wrapper takes
# the name of the program, which lies beside it.
wrap_in_place() {
  mv "$1" "$1.program"
  cat >"$1" <<WRAPPER
#!/bin/sh
lib="\${0%/*}/../../../$(debian_triplet)"
exec "\$lib"/ld-linux-*.so.? --argv0 "\$0" --inhibit-cache --library-path "\$lib" "\$0.program" "\$@"
WRAPPER
  chmod 755 "$1"
}

# What dpkg would have left to the packages' scripts, and the music in a form that costs no decoding per caller.
finish_root() {
  local root=$1 sounds="$1/usr/share/asterisk/sounds"
  ln -sfn en_US_f_Allison "$sounds/en"
  ln -sfn ru_RU_f_IvrvoiceRU "$sounds/ru"
  rm -rf "$root"/usr/share/{man,lintian,info}
  local program
  for program in "$root"/usr/lib/postgresql/*/bin/{postgres,initdb}; do wrap_in_place "$program"; done
  "$TOOLS/node/bin/node" scripts/setup/wav-to-ulaw.ts "$root/usr/share/asterisk/moh" || die 'the music does not convert'
}

# write_wrapper NAME PROGRAM [LINE]: a command in .tools/bin that runs a program of the folder; it finds the folder by
# its own place, so the whole tree may be moved.
write_wrapper() {
  local triplet file="$TOOLS/bin/$1"
  triplet=$(debian_triplet)
  mkdir -p "$TOOLS/bin"
  cat >"$file.new" <<WRAPPER
#!/bin/sh
root="\${0%/*}/../debian"
lib="\$root/usr/lib/$triplet"
${3:-}
exec "\$lib"/ld-linux-*.so.? --argv0 $1 --inhibit-cache --library-path "\$lib:\$lib/pulseaudio" "\$root/$2" "\$@"
WRAPPER
  chmod 755 "$file.new"
  mv "$file.new" "$file"
}

write_wrappers() {
  write_wrapper asterisk usr/sbin/asterisk
  write_wrapper redis-server usr/bin/redis-check-rdb
  write_wrapper redis-cli usr/bin/redis-cli
  write_wrapper espeak-ng usr/bin/espeak-ng 'export ESPEAK_DATA_PATH="$lib"'
  write_wrapper sipp usr/bin/sipp
  (cd "$TOOLS/bin" && ln -sfn ../debian/usr/lib/postgresql/*/bin postgresql)
}

check_asterisk() {
  local version
  version=$("$TOOLS/bin/asterisk" -V 2>&1 | sed -nE 's/^Asterisk ([0-9.]+).*/\1/p') || true
  [ -n "$version" ] || die 'the unpacked Asterisk does not run' "See what it says: $TOOLS/bin/asterisk -V"
  dpkg --compare-versions "$version" ge "$ASTERISK_OLDEST" || die "Asterisk $version is older than $ASTERISK_OLDEST"
  [ "${version%%.*}" = "$ASTERISK_TESTED_MAJOR" ] || prove_asterisk "$version"
}

# A newer major may have changed what we build on: it is used after it has shown that calls go through it as they
# should, by that part of the telephony contract which takes half a minute.
prove_asterisk() {
  say "Asterisk $1 is newer than the tested major, $ASTERISK_TESTED_MAJOR: trying calls on it"
  ensure_packages test
  PATH="$TOOLS/node/bin:$PWD/node_modules/.bin:$PATH" quietly 'the quick part of the telephony contract' \
    timeout 300 vitest run --bail 1 --project contracts test/contracts/ari.test.ts \
    --testNamePattern 'legs|offers and talks' ||
    die "Asterisk $1 does not behave as Cordboard needs" \
      "Run an Asterisk $ASTERISK_TESTED_MAJOR of your own and name it in the settings: asterisk.mode: external." \
      'The whole contract, for those who want to mend it: npm run test:contracts'
  say "WARNING: Asterisk $1 is used, tested is $ASTERISK_TESTED_MAJOR; a try of calls on it went well"
}

# take_packages NAME...: fetched, unpacked, and nothing that they load is missing.
take_packages() {
  fetch_debs "$@" && unpack_debs || return 1
  local missing
  missing=$(missing_libraries "$TOOLS/fresh/debian")
  [ -n "$missing" ] || return 0
  printf '%s\n' "$missing" | sed 's/^/               | not in the folder: /' >&2
  return 1
}

ensure_debian() {
  has_debian && return
  local tool
  for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || die "$tool is missing" 'This set-up needs Debian; elsewhere use docker compose up.'
  done
  say 'looking for Asterisk in the Debian archive'
  choose_suite
  # shellcheck disable=SC2046
  if ! take_packages $(debian_package_names); then
    say 'the short list of packages does not fit this archive: taking all that the programs depend on'
    take_packages $(full_closure) || die 'the Debian packages could not be fetched whole' \
      'Is the network up, and is there 1 GB of room? Then start again: what is here already is not fetched twice.'
  fi
  finish_root "$TOOLS/fresh/debian"
  drop_stamp debian
  swap_in "$TOOLS/fresh/debian" "$TOOLS/debian"
  write_wrappers
  check_asterisk
  put_stamp debian "$(debian_wanted)"
  rm -rf "$TOOLS/fresh" "$TOOLS/apt"
}
