/** Who the simulated glasses say they are. Public data of the Vuzix M4000; what only a real one could tell is marked. */
import { simulatedProduct, simulatedProperty } from '@shared/device/device'

/** Node's names of architectures and Android's. The device runs the host's programs, so it has to say so. */
const abis: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'arm64-v8a' }

export const totalMemoryKiB = 5_749_092
/** What Android itself holds [assumed]. */
export const systemMemoryKiB = 2_150_000

/** The whole of 127/8 is this computer: each simulation has an address of its own there, which no other and no emulator uses. @param mark hexadecimal digits */
export function wifiAddress(mark: string): string {
  const byte = (i: number): number => 1 + (parseInt(mark.slice(2 * i, 2 * i + 2), 16) % 254)
  return `127.${byte(0)}.${byte(1)}.${byte(2)}`
}

export function properties(serial: string, address: string): Record<string, string> {
  const abi = abis[process.arch] ?? process.arch
  return {
    'ro.product.name': simulatedProduct, 'ro.product.model': 'M4000', 'ro.product.device': 'm4000', 'ro.product.brand': 'vuzix', 'ro.product.manufacturer': 'Vuzix',
    'ro.product.cpu.abi': abi, 'ro.product.cpu.abilist': abi, [simulatedProperty]: '1',
    'ro.build.version.release': '11', 'ro.build.version.sdk': '30', 'ro.build.type': 'user', 'ro.build.display.id': 'AdaMTL Studio simulation', 'ro.build.characteristics': 'nosdcard',
    // [unverified on an M4000]
    'ro.hardware': 'qcom', 'ro.board.platform': 'sdm710', 'ro.soc.manufacturer': 'Qualcomm', 'ro.soc.model': 'Snapdragon XR1', 'ro.hardware.chipname': 'SXR1130',
    'ro.serialno': serial, 'ro.boot.serialno': serial, 'sys.boot_completed': '1', 'dhcp.wlan0.ipaddress': address, 'persist.traced.enable': '0', 'ro.sf.lcd_density': '240'
  }
}

/** Two groups of cores and their clocks, kHz [after the device tree of Snapdragon 710, of which the XR1 is a relative; unverified on an M4000]. */
export interface Cluster { name: string; cpus: readonly number[]; kHz: readonly number[] }
export const clusters: readonly Cluster[] = [
  { name: 'silver', cpus: [0, 1, 2, 3, 4, 5], kHz: [300_000, 576_000, 748_800, 998_400, 1_209_600, 1_324_800, 1_516_800, 1_612_800, 1_708_800] },
  { name: 'gold', cpus: [6, 7], kHz: [300_000, 652_800, 825_600, 979_200, 1_132_800, 1_363_200, 1_536_000, 1_747_200, 1_843_200, 1_996_800, 2_169_600, 2_361_600, 2_515_200] }
]
export const coreCount = 8
