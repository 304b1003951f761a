# How the set-up talks: every line with the seconds since its beginning, every failure with what to do about it.
# All of it goes to standard error: standard output belongs to the command that needed the set-up.

say() { printf '[set-up %3ds] %s\n' "$SECONDS" "$*" >&2; }

# die WHAT HINT...: what is missing, then what to do, and the end.
die() {
  say "FAILED: $1"
  shift
  local hint
  for hint in "$@"; do printf '               %s\n' "$hint" >&2; done
  exit 1
}

# quietly WHAT COMMAND...: runs the command with its output kept aside, and shows the end of it only when it fails.
# Returns the command's own status.
quietly() {
  local what=$1 status=0
  shift
  "$@" >"$TOOLS/last-output.log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    say "$what ended with status $status; its last words:"
    tail -n 15 "$TOOLS/last-output.log" | sed 's/^/               | /' >&2
  fi
  return "$status"
}
