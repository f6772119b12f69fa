/** A fuel gauge as Qualcomm's: coarse steps, a few readings a second, positive current while the battery discharges and negative while it charges. */
export const currentStepA = 488.281e-6
export const voltageStepV = 122.07e-6
/** Readings per second; each is the mean since the one before. */
export const gaugeHz = 5

export const quantise = (value: number, step: number): number => Math.round(value / step) * step

/** Amperes → the integer of `current_now`, µA. */
export const microamperes = (currentA: number): number => Math.round(quantise(currentA, currentStepA) * 1e6)
/** Volts → the integer of `voltage_now`, µV. */
export const microvolts = (voltageV: number): number => Math.round(quantise(voltageV, voltageStepV) * 1e6)
