export interface Heap<T> {
  readonly size: number;
  push(item: T): void;
  /** Takes the best. */
  pop(): T | undefined;
}

/** A binary heap. */
export function makeHeap<T>(isBetter: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];
  const at = (index: number): T => items[index] as T;
  const swap = (a: number, b: number): void => {
    const item = at(a);
    items[a] = at(b);
    items[b] = item;
  };

  return {
    get size() {
      return items.length;
    },
    push(item) {
      let index = items.push(item) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!isBetter(at(index), at(parent))) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop() {
      const best = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return best;
      items[0] = last;
      for (let index = 0; ; ) {
        let child = 2 * index + 1;
        if (child >= items.length) return best;
        if (child + 1 < items.length && isBetter(at(child + 1), at(child))) child++;
        if (!isBetter(at(child), at(index))) return best;
        swap(index, child);
        index = child;
      }
    },
  };
}
