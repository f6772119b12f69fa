/** A checkpoint as names and row-major shapes, in the file's order. */
export type Shapes = ReadonlyMap<string, readonly number[]>
