/** A class whose instances make each field of the value they are given, when it is first asked for. */
export function lazily<T>(
  makers: readonly (readonly [field: string, make: (of: T) => unknown])[],
): new (
  of: T,
) => object {
  class Fields {
    readonly #of: T;
    readonly #made: unknown[] = [];

    constructor(of: T) {
      this.#of = of;
    }

    static {
      for (const [index, [field, make]] of makers.entries())
        Object.defineProperty(Fields.prototype, field, {
          get(this: Fields) {
            this.#made[index] ??= make(this.#of);
            return this.#made[index];
          },
        });
    }
  }
  return Fields;
}
