/** What is asked of a device word for word, so that whoever reads the answers can draw conclusions that the studio did not. */
import type { DoctorCommand } from '@shared/cli/device-documents'
import { errorLine, toErrorValue } from '@shared/errors'
import type { DeviceTransport } from '../transport'

const mostCharacters = 60_000

/** Properties that name one device or one person are left out. */
const anonymous = 'grep -viE "serial|imei|meid|macaddr|mac_addr|bdaddr|bluetooth.*addr|account|hostname"'

const commands: readonly Pick<DoctorCommand, 'id' | 'about' | 'command'>[] = [
  { id: 'properties', about: 'Model, Android and system on chip', command: `getprop | ${anonymous}` },
  { id: 'kernel', about: 'Whether the runner\'s system calls exist', command: 'uname -a' },
  { id: 'identity', about: 'What adb\'s shell may do', command: 'id; getenforce 2>&1; grep -E "^(Seccomp|NoNewPrivs|CapEff|Cpus_allowed_list)" /proc/self/status; ulimit -a 2>&1' },
  { id: 'processor', about: 'Kind and number of cores', command: 'cat /proc/cpuinfo; cat /sys/devices/system/cpu/present /sys/devices/system/cpu/online' },
  { id: 'clocks', about: 'Clocks, governors and which cores share them', command: 'for c in /sys/devices/system/cpu/cpu[0-9]*/cpufreq; do echo "$c"; for n in cpuinfo_min_freq cpuinfo_max_freq scaling_min_freq scaling_max_freq scaling_cur_freq scaling_governor scaling_available_frequencies related_cpus; do echo "$n=$(cat $c/$n 2>&1)"; done; done' },
  { id: 'supplies', about: 'Every node of every power supply: names, units, what is denied', command: 'for s in /sys/class/power_supply/*; do echo "$s"; ls -lL $s 2>&1; cat $s/uevent 2>&1; done' },
  { id: 'thermal-zones', about: 'Names of the zones, what is denied', command: 'for z in /sys/class/thermal/thermal_zone*; do echo "$z $(cat $z/type 2>&1) $(cat $z/temp 2>&1)"; done' },
  { id: 'cooling', about: 'What throttling acts on', command: 'for c in /sys/class/thermal/cooling_device*; do echo "$c $(cat $c/type 2>&1) $(cat $c/cur_state 2>&1)/$(cat $c/max_state 2>&1)"; done' },
  { id: 'thermalservice', about: 'Temperatures and limits as Android tells them', command: 'dumpsys thermalservice' },
  { id: 'battery', about: 'Battery and external power as Android tells them', command: 'dumpsys battery' },
  { id: 'batteryproperties', about: 'Capacity of the internal battery', command: 'dumpsys batterystats 2>&1 | grep -iE "capacity|drain" | head -20' },
  { id: 'perfetto', about: 'Whether power rails can be traced', command: 'command -v perfetto && perfetto --version 2>&1; getprop persist.traced.enable; perfetto --query 2>/dev/null | grep -iE "power|battery" | head -20' },
  { id: 'memory', about: 'Memory', command: 'cat /proc/meminfo' },
  { id: 'storage', about: 'Space, and how /data is mounted', command: 'df -k /data/local/tmp; grep " /data" /proc/mounts; ls -ld /data/local/tmp' },
  { id: 'screen', about: 'Screen and stay-awake setting', command: 'wm size; wm density; settings get global stay_on_while_plugged_in; settings get system screen_brightness; dumpsys power 2>&1 | grep -E "mWakefulness=|mStayOn=|mIsPowered=" ' },
  { id: 'load', about: 'What else runs', command: 'cat /proc/loadavg; cat /proc/uptime; head -1 /proc/stat' },
  { id: 'tools', about: 'Which commands the device has', command: 'for t in sha256sum md5sum timeout taskset nohup unshare gzip tar toybox simpleperf atrace; do command -v $t || echo "no $t"; done' }
]

/** Each in turn; one that fails is told in its place, and the others go on. Throws AbortError, `unplugged`. */
export async function askAll(device: DeviceTransport, signal: AbortSignal | undefined, onProgress: (done: number, total: number) => void): Promise<DoctorCommand[]> {
  const answers: DoctorCommand[] = []
  for (const [i, c] of commands.entries()) {
    onProgress(i, commands.length)
    answers.push(await ask(device, c, signal))
  }
  return answers
}

async function ask(device: DeviceTransport, c: Pick<DoctorCommand, 'id' | 'about' | 'command'>, signal?: AbortSignal): Promise<DoctorCommand> {
  const start = performance.now()
  try {
    const { code, stdout, stderr } = await device.read(c.command, signal)
    return { ...c, code, stdout: stdout.slice(0, mostCharacters), stderr: stderr.slice(0, mostCharacters), milliseconds: Math.round(performance.now() - start), cut: stdout.length > mostCharacters || stderr.length > mostCharacters, problem: null }
  } catch (error) {
    const value = toErrorValue(error)
    if (value.code !== 'device') throw error
    return { ...c, code: null, stdout: '', stderr: '', milliseconds: Math.round(performance.now() - start), cut: false, problem: errorLine(value) }
  }
}
