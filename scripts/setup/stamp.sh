# A stamp says what a finished piece was made from. It is written last and by rename, so a piece without its
# stamp was interrupted and is made again; a stamp of something else means that other things are wanted now.

# has_stamp PIECE WANTED: true when PIECE is finished and was made from exactly WANTED.
has_stamp() {
  local found
  [ -r "$TOOLS/stamps/$1" ] && read -r found <"$TOOLS/stamps/$1" && [ "$found" = "$2" ]
}

put_stamp() {
  mkdir -p "$TOOLS/stamps"
  printf '%s\n' "$2" >"$TOOLS/stamps/$1.new"
  mv "$TOOLS/stamps/$1.new" "$TOOLS/stamps/$1"
}

drop_stamp() { rm -f "$TOOLS/stamps/$1"; }

# hash_of FILE...: one word for the contents of these files together.
hash_of() {
  local sum
  sum=$(cat "$@" | sha256sum)
  printf '%s' "${sum%% *}"
}

# swap_in NEW PLACE: puts a folder that is whole where it belongs; what lay there before goes away.
swap_in() {
  local old="$TOOLS/old.$$"
  rm -rf "$old"
  if [ -e "$2" ]; then mv "$2" "$old"; fi
  mv "$1" "$2"
  rm -rf "$old"
}
