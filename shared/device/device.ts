/** A device as adb lists it. */
import { z } from 'zod'

export const deviceStateSchema = z.enum(['ready', 'unauthorized', 'offline', 'connecting', 'other'])
export type DeviceState = z.infer<typeof deviceStateSchema>

export const deviceSchema = z.object({
  serial: z.string().min(1),
  state: deviceStateSchema,
  link: z.enum(['usb', 'tcp']),
  /** As the device names itself; null until it is ready. */
  model: z.string().nullable(),
  /** One of the studio's own simulations: nothing that comes from it is a measurement of glasses. */
  simulated: z.boolean()
})
export type Device = z.infer<typeof deviceSchema>

/** Value of `ro.product.name` by which a simulation is known in a device list, and the property that every probe asks for. */
export const simulatedProduct = 'adamtl_simulated'
export const simulatedProperty = 'ro.adamtl.simulated'
