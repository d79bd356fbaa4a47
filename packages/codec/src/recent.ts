/**
 * A cache of what was used last: the newest `max` entries for certain, never more than twice as many. An entry costs one
 * look-up, so it may stand where every storage key is made. Has no clock and imports nothing, as the runtime must.
 */
export class Recent<K, V extends NonNullable<unknown>> {
  readonly #max: number;
  #newer = new Map<K, V>();
  #older = new Map<K, V>();

  constructor(max: number) {
    this.#max = max;
  }

  get(key: K): V | undefined {
    const value = this.#newer.get(key);
    if (value !== undefined) return value;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (this.#newer.size >= this.#max) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
  }
}
