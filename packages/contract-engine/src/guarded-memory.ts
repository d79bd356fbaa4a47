const pageBytes = 65_536;

/** Memory, in pages, that the variant's WebAssembly begins with, and the most that it can address. */
const firstPages = 256;
const mostPages = 32_768;

/** QuickJS's stack, data and empty context; the rest is the contract's. */
const ownBytes = 8 << 20;

/**
 * A WebAssembly memory that grows no further than allowed. QuickJS's own memory limit counts allocations but, built for
 * WebAssembly, not their sizes; its allocator asks JavaScript for more memory, and that is where this says no. It asks for a
 * fifth more than it needs, in steps, so a call may be refused a little before the limit: everywhere at the same byte.
 */
export class GuardedMemory {
  readonly memory = new WebAssembly.Memory({ initial: firstPages, maximum: mostPages });
  #mostBytes = Number.POSITIVE_INFINITY;
  #refused = () => {};

  constructor() {
    const grow = (pages: number): number => {
      if (this.memory.buffer.byteLength + pages * pageBytes > this.#mostBytes) {
        this.#refused();
        throw new RangeError("The call used more memory than allowed");
      }
      return WebAssembly.Memory.prototype.grow.call(this.memory, pages);
    };
    Object.defineProperty(this.memory, "grow", { value: grow });
  }

  /** Allows a contract so much from now on; `refused` hears when it wanted more. */
  allow(bytes: number, refused: () => void): void {
    this.#mostBytes = ownBytes + bytes;
    this.#refused = refused;
  }
}
