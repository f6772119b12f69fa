/** adbkit's own promises, of which nothing but the standard part is used here; their types are not among its dependencies. */
declare module 'bluebird' {
  export default class Bluebird<T> extends Promise<T> {}
}
