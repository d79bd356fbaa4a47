import { Guest } from "./guest.ts";
import { type Image, type Places, restore, takeImage } from "./image.ts";
import { builtStackBytes, pageBytes, pageGas, plan } from "./plan.ts";

/** A function of WebAssembly's. */
export type Exported = (...given: readonly number[]) => number;

/** A function of the host's that the guest calls: where its arguments are listed, and how many. `undefined` is 0. */
export type HostFunction = (list: number, count: number) => number;

/**
 * Why a call ended in the middle. `Gas`, `Depth` and `Crash`, where QuickJS gave up or went wrong, are the same on every
 * machine; `Halt` is a host function's wish; `Host` is this machine's own affair: its stack, its memory.
 */
export type Stop = "Gas" | "Depth" | "Crash" | "Halt" | "Host";

class Halted extends Error {}

/** Gas for a look at a guest. */
const asideGas = 10_000_000n;

/** A calendar time of C. */
const tmBytes = 44;

/** What functions that cannot call themselves may use of the stack once it is at its end. */
const lastFrameBytes = 64 << 10;

/**
 * QuickJS in a WebAssembly instance of its own: it counts gas and depth by itself, its one memory never grows, and it
 * knows neither time nor place. Before every call its memory is that of an image again, so that each finds the same.
 */
export class Machine {
  readonly guest: Guest;
  readonly #bytes: Uint8Array;
  readonly #exports: WebAssembly.Exports;
  readonly #gas: WebAssembly.Global<"i64">;
  readonly #pages: WebAssembly.Global<"i32">;
  readonly #stackPointer: WebAssembly.Global<"i32">;
  readonly #places: Places;
  readonly #host: HostFunction[] = [];
  #mostPages: number = plan.memoryPages;
  #refused = () => {};
  #stopped: { readonly error: unknown } | undefined;

  constructor(compiled: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: plan.memoryPages, maximum: plan.memoryPages });
    this.#bytes = new Uint8Array(memory.buffer);
    this.#exports = new WebAssembly.Instance(compiled, { a: { memory, ...this.#imports() } }).exports;
    this.#gas = this.#exports["gas"] as WebAssembly.Global<"i64">;
    this.#pages = this.#exports["pages"] as WebAssembly.Global<"i32">;
    this.#stackPointer = this.#exports["stackPointer"] as WebAssembly.Global<"i32">;
    this.#exported("__wasm_call_ctors")();
    const stackTop = this.#stackPointer.value;
    this.#places = {
      stackEnd: stackTop - builtStackBytes,
      stackUsed: stackTop - plan.stackBytes - lastFrameBytes,
      stackTop,
    };
    this.guest = new Guest(memory.buffer, (name) => this.#exported(name));
  }

  /** Adds a function that the guest may call, and tells its number. */
  addHostFunction(work: HostFunction): number {
    return this.#host.push(work) - 1;
  }

  /** The memory as it is now, between calls: what {@link begin} goes back to. */
  image(): Image {
    return takeImage(this.#bytes, this.#places, this.#pages.value);
  }

  /** Begins from an image, with so much gas and so many pages; `refused` hears when more were wanted, and halts. */
  begin(image: Image, gas: number, mostPages: number, refused: () => void): void {
    restore(this.#bytes, this.#places, image, this.#pages.value);
    this.#gas.value = BigInt(gas);
    this.#pages.value = image.pages;
    this.#stackPointer.value = this.#places.stackTop;
    this.#mostPages = mostPages;
    this.#refused = refused;
    this.#stopped = undefined;
  }

  /** Gas that is left: below zero when it did not suffice. */
  get gas(): number {
    return Number(this.#gas.value);
  }

  spend(gas: number): void {
    this.#gas.value -= BigInt(gas);
  }

  /** Ends the call, from within a host function: the guest runs no further. */
  halt(error: unknown = new Halted()): void {
    this.#stopped ??= { error };
  }

  /** Looks at the guest where it is, also where it stopped, without any of it counting. */
  aside<T>(look: () => T): T | undefined {
    const [gas, stopped] = [this.#gas.value, this.#stopped];
    this.#gas.value = asideGas;
    this.#stopped = undefined;
    try {
      return look();
    } catch {
      return undefined;
    } finally {
      this.#gas.value = gas;
      this.#stopped = stopped;
    }
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Why the call ended in the middle, if it did. */
  get stop(): Stop | undefined {
    if (!this.#stopped) return this.gas < 0 ? "Gas" : undefined;
    const { error } = this.#stopped;
    if (error instanceof Halted) return "Halt";
    if (!(error instanceof WebAssembly.RuntimeError)) return "Host";
    if (this.gas < 0) return "Gas";
    return this.#stackPointer.value < this.#places.stackTop - plan.stackBytes ? "Depth" : "Crash";
  }

  /** What the host threw when it stopped the call. */
  get stoppedBy(): unknown {
    return this.#stopped?.error;
  }

  /**
   * A function that remembers what stopped it, and does nothing in a machine that stopped: what called it, in a host
   * function, comes to its end and is heard no more.
   */
  #exported(name: string): Exported {
    const work = this.#exports[name] as Exported;
    return (...given) => {
      if (this.#stopped) return 0;
      try {
        return work(...given);
      } catch (error) {
        this.halt(error);
        throw error;
      }
    };
  }

  /** What QuickJS asks of its host: functions of the contract's, memory, and a system that has nothing. */
  #imports(): WebAssembly.ModuleImports {
    const none = (): number => 0;
    const noFile = (): number => 8; // EBADF
    const giveUp = (): never => {
      throw new WebAssembly.RuntimeError("QuickJS gave up");
    };
    return {
      qts_host_call_function: (_context: number, _self: number, count: number, list: number, id: number) => {
        const made = (this.#host[id] as HostFunction)(list, count);
        if (this.#stopped) throw this.#stopped.error;
        return made;
      },
      qts_host_free_host_ref: none,
      qts_host_interrupt_handler: none,
      qts_host_load_module_source: none,
      qts_host_normalize_module: none,
      emscripten_resize_heap: (bytes: number) => this.#grow(Math.ceil((bytes >>> 0) / pageBytes)),
      emscripten_date_now: none,
      _localtime_js: (_time: bigint, at: number) => void this.#bytes.fill(0, at, at + tmBytes),
      _tzset_js: none,
      _setitimer_js: none,
      environ_sizes_get: (count: number, length: number) => {
        for (const at of [count, length]) this.#bytes.fill(0, at, at + 4);
        return 0;
      },
      environ_get: none,
      fd_write: noFile,
      fd_seek: noFile,
      fd_close: noFile,
      __assert_fail: giveUp,
      _abort_js: giveUp,
      proc_exit: giveUp,
      _emscripten_runtime_keepalive_clear: none,
    };
  }

  #grow(pages: number): number {
    if (pages > this.#mostPages) {
      this.#refused();
      throw this.#stopped?.error;
    }
    this.spend((pages - this.#pages.value) * pageGas);
    this.#pages.value = pages;
    return 1;
  }
}
