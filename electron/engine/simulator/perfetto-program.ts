/**
 * `perfetto` of the simulated glasses: a shell script with the options that a recording of power needs. Like the real one it writes nowhere but to its own folder,
 * refuses a configuration with words it does not know (as a version for Android 11, not the battery's voltage), goes to the background and says its number,
 * and ends with the rest written on SIGTERM, SIGINT, or when its time is over.
 */
export const perfettoProgram = `#!/bin/sh
T=$ADAMTL_DEVICE_ROOT/system/tracing
fail() { echo "perfetto: $1" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case "$1" in
  -c|--config) config=$2; shift;;
  -o|--out) out=$2; shift;;
  --txt) txt=1;;
  -d|--background|--background-wait) background=1;;
  --version) echo 'Perfetto of the simulated glasses'; exit;;
  --query) echo 'android.power'; exit;;
  *) fail "unknown option $1";;
  esac
  shift
done
folder=$ADAMTL_DEVICE_ROOT/data/misc/perfetto-traces
case "$out" in *..*) fail "Failed to open $out";; "$folder"/*) ;; *) fail "Failed to open $out";; esac
[ -n "$txt" ] || fail 'a configuration without --txt is not known here'
if [ "$config" = - ]; then text=$(cat); else text=$(cat "$config") || exit 1; fi
case "$text" in *'name: "android.power"'*) ;; *) fail 'no known data source';; esac
for word in $text; do
  case "$word" in
  BATTERY_COUNTER_CHARGE|BATTERY_COUNTER_CAPACITY_PERCENT|BATTERY_COUNTER_CURRENT|BATTERY_COUNTER_CURRENT_AVG) ;;
  BATTERY_COUNTER_*) fail "No such enum value: $word";;
  esac
done
number() { printf '%s' "$text" | tr '\\n' ' ' | sed -n "s/.*$1: *\\([0-9]*\\).*/\\1/p"; }
poll=$(number battery_poll_ms); poll=\${poll:-1000}; [ "$poll" -ge 100 ] || poll=100
length=$(number duration_ms)
pause=$(printf '%d.%03d' $((poll / 1000)) $((poll % 1000)))
mkdir -p "$folder" && : > "$out" || fail "Failed to open $out"
now() { read -r s x < /proc/uptime; echo "\${s%.*}"; }
take() {
  read -r n < "$T/now"
  [ "$n" != "$taken" ] && cat "$T/$n.power" >> "$out" && taken=$n
}
record() {
  stop=
  trap 'stop=1' TERM INT
  cat "$T/clocks" "$T/rails" >> "$out"
  [ -n "$length" ] && end=$(($(now) + length / 1000 + 1))
  while [ -z "$stop" ]; do
    take
    [ -n "$end" ] && [ "$(now)" -ge "$end" ] && break
    sleep "$pause" & wait $!
  done
  take
  cat "$T/clocks" >> "$out"
}
if [ -n "$background" ]; then
  # Redirected within the new process: outside, the shell would keep copies of what it had, and whoever started it would wait for their end.
  { exec < /dev/null > /dev/null 2>&1; record; } &
  echo $!
else record
fi
`
