export function runDemo(_o: unknown): void { void _o }
