/** True for keys that belong to a field, a dialog or a menu rather than to the page. */
export const typing = (e: KeyboardEvent): boolean =>
  e.target instanceof HTMLElement && (e.target.matches('input, textarea, select, [contenteditable]') || e.target.closest('[role="dialog"], [role="menu"]') !== null)
