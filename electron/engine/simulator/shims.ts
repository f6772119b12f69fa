/** Android's own commands, as far as the studio and a person at the shell use them: scripts over the device's files. */
const files = 'R=$ADAMTL_DEVICE_ROOT\nB=$R/sys/class/power_supply/battery\nS=$R/data/system\n'
const noService = (exit: number): string => `echo "Can't find service: $1"; exit ${exit}`

const shims: Record<string, string> = {
  getprop: `P=$R/system/build.prop
if [ $# -eq 0 ]; then cat "$P" "$S/props" 2>/dev/null | sed 's/^\\([^=]*\\)=\\(.*\\)$/[\\1]: [\\2]/'; exit; fi
value=$2
while IFS= read -r line; do [ "\${line%%=*}" = "$1" ] && value=\${line#*=}; done <<END
$(cat "$P" "$S/props" 2>/dev/null)
END
printf '%s\\n' "$value"`,
  setprop: `case "$1" in ro.*) echo "Failed to set property '$1' to '$2'." >&2; exit 1;; esac
mkdir -p "$S" && echo "$1=$2" >> "$S/props"`,
  dumpsys: `case "$1" in
battery)
  case "$2" in
  unplug) mkdir -p "$S" && : > "$S/unplugged"; exit;;
  reset) rm -f "$S/unplugged"; exit;;
  esac
  usb=$(cat "$R/sys/class/power_supply/usb/online") status=3
  case "$(cat "$B/status")" in Charging) status=2;; Full) status=5;; esac
  echo 'Current Battery Service state:'
  [ -e "$S/unplugged" ] && { echo '  (UPDATES STOPPED -- use '"'reset'"' to restart)'; usb=0; status=3; }
  powered=false; [ "$usb" = 1 ] && powered=true
  echo "  AC powered: false
  USB powered: $powered
  Wireless powered: false
  Max charging current: 0
  Charge counter: $(cat "$B/charge_counter")
  status: $status
  health: 2
  present: true
  level: $(cat "$B/capacity")
  scale: 100
  voltage: $(($(cat "$B/voltage_now") / 1000))
  temperature: $(cat "$B/temp")
  technology: $(cat "$B/technology")";;
thermalservice)
  printf 'IsStatusOverride: false\\nThermalEventListeners:\\nThermal Status: 0\\nCurrent temperatures from HAL:\\n'
  for zone in "$R"/sys/class/thermal/thermal_zone*; do
    t=$(cat "$zone/temp")
    echo "	Temperature{mValue=$((t / 1000)).$((t % 1000 / 100)), mType=3, mName=$(cat "$zone/type"), mStatus=0}"
  done;;
*) ${noService(0)};;
esac`,
  svc: `[ "$1" = power ] && [ "$2" = stayon ] || { echo "svc: only 'power stayon' is known here" >&2; exit 1; }
case "$3" in true) value=15;; false) value=0;; ac) value=1;; usb) value=2;; wireless) value=4;; *) echo 'usage: svc power stayon [true|false|usb|ac|wireless]' >&2; exit 1;; esac
exec "$R/system/bin/settings" put global stay_on_while_plugged_in "$value"`,
  settings: `case "$2" in global|system|secure) ;; *) echo 'usage: settings get|put|delete|list global|system|secure [name] [value]' >&2; exit 1;; esac
D=$S/settings/$2; mkdir -p "$D"
case "$1" in
get) if [ -e "$D/$3" ]; then cat "$D/$3"; else echo null; fi;;
put) echo "$4" > "$D/$3";;
delete) if rm "$D/$3" 2>/dev/null; then echo 'Deleted 1 rows'; else echo 'Deleted 0 rows'; fi;;
list) for f in "$D"/*; do [ -e "$f" ] && echo "\${f##*/}=$(cat "$f")"; done; :;;
*) echo "Unknown command: $1" >&2; exit 1;;
esac`,
  cmd: `case "$1" in
battery|thermalservice) exec "$R/system/bin/dumpsys" "$@";;
-l) printf 'Currently running services:\\n  battery\\n  settings\\n  thermalservice\\n';;
settings) shift; exec "$R/system/bin/settings" "$@";;
*) echo "cmd: Can't find service: $1" >&2; exit 20;;
esac`,
  ip: `case " $* " in *' addr '*) ;; *) echo "ip: only 'addr' is known here" >&2; exit 1;; esac
cat <<END
27: wlan0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 3000
    inet $("$R/system/bin/getprop" dhcp.wlan0.ipaddress)/8 brd 127.255.255.255 scope global wlan0
       valid_lft forever preferred_lft forever
END`,
  df: `[ -e "$S/full" ] || { PATH=/usr/bin:/bin exec df "$@"; }
printf '%-20s %9s %9s %9s %4s %s\\n' Filesystem 1K-blocks Used Available Use% 'Mounted on' /dev/block/dm-5 52428800 52428800 0 100% /data`,
  wm: 'case "$1" in size) echo "Physical size: 854x480";; density) echo "Physical density: 240";; *) exit 1;; esac'
}

/** File names under `/system/bin` and what they hold. */
export const shimScripts = (): [name: string, script: string][] => Object.entries(shims).map(([name, body]) => [name, `#!/bin/sh\n${files}${body}\n`])
