/** Groups are told apart by shape, not by colour: circle, square, triangle, diamond, and so on. */
export type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'down' | 'cross' | 'plus' | 'bar'
export const shapes: readonly Shape[] = ['circle', 'square', 'triangle', 'diamond', 'down', 'cross', 'plus', 'bar']

/** Adds a shape around (x, y) to the path, `r` its reach. */
export function addShape(p: Pick<CanvasPath, 'moveTo' | 'lineTo' | 'arc' | 'rect' | 'closePath'>, shape: Shape, x: number, y: number, r: number): void {
  switch (shape) {
    case 'circle': p.moveTo(x + r * 0.9, y); p.arc(x, y, r * 0.9, 0, 2 * Math.PI); break
    case 'square': p.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6); break
    case 'triangle': p.moveTo(x, y - r); p.lineTo(x + r, y + r * 0.8); p.lineTo(x - r, y + r * 0.8); p.closePath(); break
    case 'diamond': p.moveTo(x, y - r * 1.1); p.lineTo(x + r * 1.1, y); p.lineTo(x, y + r * 1.1); p.lineTo(x - r * 1.1, y); p.closePath(); break
    case 'down': p.moveTo(x, y + r); p.lineTo(x + r, y - r * 0.8); p.lineTo(x - r, y - r * 0.8); p.closePath(); break
    case 'cross': p.moveTo(x - r * 0.8, y - r * 0.8); p.lineTo(x + r * 0.8, y + r * 0.8); p.moveTo(x + r * 0.8, y - r * 0.8); p.lineTo(x - r * 0.8, y + r * 0.8); break
    case 'plus': p.moveTo(x - r, y); p.lineTo(x + r, y); p.moveTo(x, y - r); p.lineTo(x, y + r); break
    case 'bar': p.rect(x - r * 0.4, y - r, r * 0.8, r * 2); break
  }
}
