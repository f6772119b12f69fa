/** A group's shape beside its name. */
import type { Shape } from './shapes'

const paths: Record<Shape, string> = {
  circle: 'M10 6A4 4 0 1 1 2 6A4 4 0 1 1 10 6Z', square: 'M2.5 2.5h7v7h-7Z', triangle: 'M6 1.8 10.5 9.8h-9Z', diamond: 'M6 1.2 10.8 6 6 10.8 1.2 6Z',
  down: 'M6 10.2 10.5 2.2h-9Z', cross: 'M2.5 2.5l7 7m0-7l-7 7', plus: 'M1.5 6h9M6 1.5v9', bar: 'M4 1.5h4v9H4Z'
}

export const ShapeMark = ({ shape, on = false }: { shape: Shape; on?: boolean }) => (
  <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden="true" style={{ flex: 'none', fill: on ? 'var(--accent)' : 'none', stroke: on ? 'var(--accent)' : 'var(--tx2)', strokeWidth: 1.4 }}><path d={paths[shape]} /></svg>
)
