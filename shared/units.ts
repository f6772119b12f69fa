/** Branded units: a number that says what it counts. Brands cost nothing at run time. */
declare const unit: unique symbol
type Branded<U extends string> = number & { readonly [unit]?: U }

/** Multiply-accumulate operations. */
export type Macs = Branded<'MAC'>
export type Milliseconds = Branded<'ms'>
