/** What wrappers put before every name: DataParallel `module.`, torch.compile `_orig_mod.`, trainers and flattened dicts `model.` or `state_dict.`. */
const wrapper = /^(?:module|_orig_mod|model|state_dict)\./

/** Number of characters to take off every name: wrappers that all names share, one inside another. */
export function wrapperLength(names: readonly string[]): number {
  const first = names[0] ?? ''
  let length = 0
  for (;;) {
    const found = wrapper.exec(first.slice(length))
    if (!found) return length
    const longer = first.slice(0, length + found[0].length)
    if (!names.every((name) => name.startsWith(longer))) return length
    length = longer.length
  }
}
