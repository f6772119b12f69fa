/** True when every value is a number. x − x is 0 for numbers and NaN otherwise, so one sum tells. */
export function allFinite(data: Float32Array): boolean {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += data[i]! - data[i]!
  return sum === 0
}
