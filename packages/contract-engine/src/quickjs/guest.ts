import type { Exported } from "./machine.ts";

/** A value of the guest: the place of its cell in the memory. */
export type Cell = number;

/** What evaluating or calling came to. */
export type Result = { readonly value: Cell } | { readonly thrown: Cell };

/** A promise, or what is none: it is as good as fulfilled. */
export type Settled = Result | "pending";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** How `QTS_Eval` takes code: QuickJS's flags. */
const evalFlags = { script: 8, module: 1 } as const; // a script is strict

const pointerBytes = 4;

/** What `QTS_PromiseState` says. */
const promiseState = { none: -1, pending: 0, fulfilled: 1 } as const;

/**
 * One runtime and context of QuickJS, by its WebAssembly's own functions. Cells that are made here are not freed, but given
 * up with the memory that they lie in: what a call may make many of, its host functions hand over, and what is large is
 * freed by who made it.
 */
export class Guest {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #exported: (name: string) => Exported;
  readonly #functions = new Map<string, Exported>();
  #runtime = 0;
  #context = 0;
  /** Where QuickJS writes what it gives beside a result. */
  #out = 0;
  #undefined: Cell = 0;

  constructor(memory: ArrayBuffer, exported: (name: string) => Exported) {
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#exported = exported;
  }

  /** Makes the runtime and the context: before the first image is taken. */
  open(): void {
    this.#runtime = this.#do("QTS_NewRuntime");
    this.#context = this.#do("QTS_NewContext", this.#runtime, 0);
    this.#out = this.#do("malloc", pointerBytes);
    this.#undefined = this.#do("QTS_GetUndefined");
  }

  /** How much of QuickJS's stack a call may take. */
  limitStack(bytes: number): void {
    this.#do("QTS_RuntimeSetMaxStackSize", this.#runtime, bytes);
  }

  get undefined(): Cell {
    return this.#undefined;
  }

  evaluate(code: string, file: string, kind: keyof typeof evalFlags): Result {
    const bytes = encoder.encode(code);
    const name = encoder.encode(file);
    const [source, title] = [this.#put(bytes), this.#put(name)];
    const made = this.#do("QTS_Eval", this.#context, source, bytes.length, title, 0, evalFlags[kind]);
    for (const at of [source, title]) this.#do("free", at);
    return this.#resultOf(made);
  }

  call(work: Cell, ...given: readonly Cell[]): Result {
    const list = this.#do("malloc", pointerBytes * Math.max(1, given.length));
    for (const [i, cell] of given.entries()) this.#view.setUint32(list + pointerBytes * i, cell, true);
    const made = this.#do("QTS_Call", this.#context, work, this.#undefined, given.length, list);
    this.#do("free", list);
    return this.#resultOf(made);
  }

  settled(value: Cell): Settled {
    const state = this.#do("QTS_PromiseState", this.#context, value);
    if (state === promiseState.none) return { value };
    if (state === promiseState.pending) return "pending";
    const result = this.#do("QTS_PromiseResult", this.#context, value);
    return state === promiseState.fulfilled ? { value: result } : { thrown: result };
  }

  get hasJobs(): boolean {
    return this.#do("QTS_IsJobPending", this.#runtime) !== 0;
  }

  /** Runs the next job; what it threw, if it did. */
  runJob(): Cell | undefined {
    const made = this.#do("QTS_ExecutePendingJob", this.#runtime, 1, this.#out);
    const context = this.#view.getUint32(this.#out, true);
    if (context === 0 || this.kindOf(made) === "number") {
      this.#do("QTS_FreeValuePointerRuntime", this.#runtime, made);
      return undefined;
    }
    return made;
  }

  newText(text: string): Cell {
    const at = this.#put(encoder.encode(text));
    const made = this.#do("QTS_NewString", this.#context, at);
    this.#do("free", at);
    return made;
  }

  newNumber(number: number): Cell {
    return this.#do("QTS_NewFloat64", this.#context, number);
  }

  newBuffer(bytes: Uint8Array): Cell {
    const at = this.#do("malloc", Math.max(1, bytes.length));
    this.#write(at, bytes);
    return this.#do("QTS_NewArrayBuffer", this.#context, at, bytes.length);
  }

  /** Gives a cell back: what it held is there for as long as something in the guest has it. */
  free(cell: Cell): void {
    this.#do("QTS_FreeValuePointer", this.#context, cell);
  }

  newObject(): Cell {
    return this.#do("QTS_NewObject", this.#context);
  }

  /** A function of the host's, called by its number. */
  newFunction(name: string, id: number): Cell {
    const title = this.#put(encoder.encode(name));
    const made = this.#do("QTS_NewFunction", this.#context, title, 0, 0, id);
    this.#do("free", title);
    return made;
  }

  get(object: Cell, name: string): Cell {
    return this.#do("QTS_GetProp", this.#context, object, this.newText(name));
  }

  set(object: Cell, name: string, value: Cell): void {
    this.#do("QTS_SetProp", this.#context, object, this.newText(name), value);
  }

  kindOf(value: Cell): string {
    const at = this.#do("QTS_Typeof", this.#context, value);
    const kind = this.#textAt(at);
    this.#do("free", at);
    return kind;
  }

  /** The text that JavaScript's `String` makes of it. */
  text(value: Cell): string {
    return this.#take(this.#do("QTS_GetString", this.#context, value));
  }

  number(value: Cell): number {
    return this.#do("QTS_GetFloat64", this.#context, value);
  }

  /** The content of an ArrayBuffer, where it lies: it is gone when the guest runs on. */
  buffer(value: Cell): Uint8Array {
    const length = this.#do("QTS_GetArrayBufferLength", this.#context, value);
    const at = this.#do("QTS_GetArrayBuffer", this.#context, value);
    if (at === 0) throw new TypeError("This is no ArrayBuffer");
    return this.#bytes.subarray(at, at + length);
  }

  /** What QuickJS tells of a value, errors too. */
  dump(value: Cell): unknown {
    const text = this.#take(this.#do("QTS_Dump", this.#context, value));
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  /** An argument of a host function. */
  argument(list: number, index: number): Cell {
    return this.#do("QTS_ArgvGetJSValueConstPointer", list, index);
  }

  #resultOf(made: Cell): Result {
    const thrown = this.#do("QTS_ResolveException", this.#context, made);
    return thrown === 0 ? { value: made } : { thrown };
  }

  #take(at: number): string {
    const text = this.#textAt(at);
    this.#do("QTS_FreeCString", this.#context, at);
    return text;
  }

  #textAt(at: number): string {
    return decoder.decode(this.#bytes.subarray(at, this.#bytes.indexOf(0, at)));
  }

  /** A copy of bytes with a zero behind them. */
  #put(bytes: Uint8Array): number {
    const at = this.#do("malloc", bytes.length + 1);
    this.#write(at, bytes);
    if (at !== 0) this.#bytes[at + bytes.length] = 0;
    return at;
  }

  /** A machine that stopped gives out no memory, and there is nothing to be written. */
  #write(at: number, bytes: Uint8Array): void {
    if (at !== 0) this.#bytes.set(bytes, at);
  }

  #do(name: string, ...given: readonly number[]): number {
    const known = this.#functions.get(name);
    const work = known ?? this.#exported(name);
    if (!known) this.#functions.set(name, work);
    return work(...given);
  }
}
