import { type Body, frameBytes, i32, i64, readBody, type Signature } from "./body.ts";
import { named, Reader, signed, sized, unsigned } from "./bytes.ts";
import { meterBody } from "./meter-body.ts";
import { op } from "./opcodes.ts";
import { pricesAtCall } from "./price.ts";
import { onCycles } from "./recursion.ts";

/** Gas for what runs when a module is instantiated. */
const startGas = 1_000_000_000;

/** What is fixed when a module is instrumented. */
export interface Plan {
  /** Pages of its memory: no more and no less. */
  readonly memoryPages: number;
  /** Pages that it believes to have at first. The global `pages` says how many since. */
  readonly firstPages: number;
  /** Stack that nested calls may take; the module traps where they would take more. */
  readonly stackBytes: number;
  /** Other names for what it imports and exports. */
  readonly imports?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
}

const section = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, element: 9, code: 10 };
const kind = { function: 0, table: 1, memory: 2, global: 3 };
/** Order of sections, which is not that of their numbers: the count of data segments comes before the code. */
const inOrder = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];

/**
 * A WebAssembly module that counts what it computes and how deep it calls, in globals that it exports: `gas`, which is
 * taken from until it is below zero, `stackPointer` and `pages`. Takes modules as LLVM makes them: one imported memory, and
 * the stack pointer as the one global that changes. What it does not know it refuses.
 */
export function instrument(module: Uint8Array, plan: Plan): Uint8Array<ArrayBuffer> {
  const sections = readSections(module);
  const read = (id: number): Reader => new Reader(sections.get(id) ?? Uint8Array.of(0));
  if (sections.has(section.memory)) throw new Error("The module has a memory of its own");

  const types = readTypes(read(section.type));
  const imports = rewriteImports(read(section.import), plan);
  const declared = read(section.function);
  const functions = declared.list(() => declared.u32());
  const typeOf = (index: number): number =>
    (imports.functions[index] ?? functions[index - imports.functions.length]) as number;
  const globals = rewriteGlobals(read(section.global), plan);
  const exported = rewriteExports(read(section.export), plan, globals);
  const code = read(section.code);
  const bodies = code.list(() => readBody(code.take(code.u32())));

  const tabled = new Set(readElements(read(section.element)));
  const ofType = new Map<number, number[]>();
  for (const index of tabled) ofType.set(typeOf(index), [...(ofType.get(typeOf(index)) ?? []), index]);
  const calls = bodies.map((body) => callsOf(body, ofType));
  // What is imported may call all that is exported.
  const recursive = onCycles([...imports.functions.map(() => exported.functions), ...calls]);
  const outer = new Set([...exported.functions, ...tabled]);
  const atCall = pricesAtCall(bodies, imports.functions.length, outer);
  const metered = bodies.map((body, index) => {
    const signature = types[functions[index] as number] as Signature;
    const number = imports.functions.length + index;
    if (atCall.has(number)) return sized(body.plain);
    const frame = recursive.has(number) ? frameBytes(signature, body) : 0;
    return meterBody(body, signature, frame, { ...globals, atCall });
  });

  const changed = new Map<number, number[]>([
    [section.import, imports.bytes],
    [section.global, globals.bytes],
    [section.export, exported.bytes],
    [section.code, [...unsigned(metered.length), ...metered.flat()]],
  ]);
  const out = [...module.subarray(0, 8)];
  for (const id of inOrder) {
    const content = changed.get(id) ?? sections.get(id);
    if (content) for (const byte of [id, ...sized(content)]) out.push(byte);
  }
  return Uint8Array.from(out);
}

/** Sections by number, but those that only describe. */
function readSections(module: Uint8Array): Map<number, Uint8Array> {
  const from = new Reader(module);
  if (from.take(8).join() !== "0,97,115,109,1,0,0,0") throw new Error("This is no WebAssembly");
  const found = new Map<number, Uint8Array>();
  while (!from.isDone) {
    const id = from.byte();
    const content = from.take(from.u32());
    if (id === 0) continue;
    if (found.has(id)) throw new Error(`Section ${id} is there twice`);
    found.set(id, content);
  }
  return found;
}

function readTypes(from: Reader): Signature[] {
  return from.list(() => {
    if (from.byte() !== 0x60) throw new Error("A type is none of a function");
    const type = { parameters: from.list(() => from.byte()), results: from.list(() => from.byte()) };
    if (type.results.length > 1) throw new Error("A function has several results");
    return type;
  });
}

/** Types of the imported functions; the memory gets its one size. */
function rewriteImports(from: Reader, { memoryPages, imports: names = {} }: Plan) {
  const functions: number[] = [];
  let memories = 0;
  const bytes = from.list(() => {
    const start = from.at;
    from.name();
    const module = from.since(start);
    const name = from.name();
    const what = from.byte();
    const written = [...module, ...named(names[name] ?? name), what];
    if (what === kind.function) {
      const type = from.u32();
      functions.push(type);
      return [...written, ...unsigned(type)];
    }
    if (what !== kind.memory) throw new Error(`The import ${name} is neither a function nor a memory`);
    memories++;
    const hasMost = from.byte();
    const least = from.u32();
    const most = hasMost === 1 ? from.u32() : memoryPages;
    if (hasMost > 1 || least > memoryPages || most < memoryPages)
      throw new Error(`A memory of ${least} to ${most} pages cannot have ${memoryPages}`);
    return [...written, 1, ...unsigned(memoryPages), ...unsigned(memoryPages)];
  });
  if (memories !== 1) throw new Error("The module imports no memory");
  return { functions, bytes: [...unsigned(bytes.length), ...bytes.flat()] };
}

/** Adds the globals that meter, and finds the stack pointer. */
function rewriteGlobals(from: Reader, { firstPages, stackBytes }: Plan) {
  const start = from.at;
  let stackPointer = -1;
  let stackTop = 0;
  const count = from.u32();
  const first = from.at;
  for (let index = 0; index < count; index++) {
    const type = from.byte();
    const isMutable = from.byte() === 1;
    const code = from.byte();
    if (code !== op.i32Const) throw new Error(`Global ${index} does not begin as a constant of 32 bits`);
    const value = from.u32(); // addresses are positive
    if (from.byte() !== op.end) throw new Error(`Global ${index} begins as more than a constant`);
    if (!isMutable) continue;
    if (stackPointer >= 0 || type !== i32) throw new Error("More changes than a stack pointer");
    [stackPointer, stackTop] = [index, value];
  }
  const kept = from.since(first);
  if (from.at === start || stackPointer < 0) throw new Error("The module has no stack pointer");
  if (stackTop < 2 * stackBytes) throw new Error("The stack is shorter than it may become");
  const added = [i64, 1, op.i64Const, ...signed(startGas), op.end, i32, 1, op.i32Const, ...signed(firstPages), op.end];
  return {
    ...{ gas: count, pages: count + 1, stackPointer, stackEnd: stackTop - stackBytes },
    bytes: [...unsigned(count + 2), ...kept, ...added],
  };
}

/** Functions that are exported; the globals that meter are, too. */
function rewriteExports(
  from: Reader,
  { exports: names = {} }: Plan,
  { gas, pages, stackPointer }: { readonly gas: number; readonly pages: number; readonly stackPointer: number },
) {
  const functions: number[] = [];
  const bytes = from.list(() => {
    const name = from.name();
    const what = from.byte();
    const index = from.u32();
    if (what === kind.function) functions.push(index);
    return [...named(names[name] ?? name), what, ...unsigned(index)];
  });
  const added = Object.entries({ gas, pages, stackPointer }).map(([name, index]) => [
    ...named(name),
    kind.global,
    ...unsigned(index),
  ]);
  return { functions, bytes: [...unsigned(bytes.length + added.length), ...bytes.flat(), ...added.flat()] };
}

/** Functions in the table: any of its type may be what an indirect call calls. */
function readElements(from: Reader): number[] {
  return from
    .list(() => {
      if (from.u32() !== 0 || from.byte() !== op.i32Const) throw new Error("Elements are not placed by a constant");
      from.skipSigned();
      if (from.byte() !== op.end) throw new Error("Elements are not placed by a constant");
      return from.list(() => from.u32());
    })
    .flat();
}

/** Functions that a function may call, by itself or through the table. */
const callsOf = ({ instructions }: Body, ofType: ReadonlyMap<number, readonly number[]>): number[] => {
  const direct = new Set(instructions.filter(({ code }) => code === op.call).map(({ index }) => index));
  const types = new Set(instructions.filter(({ code }) => code === op.callIndirect).map(({ index }) => index));
  return [...direct, ...[...types].flatMap((type) => ofType.get(type) ?? [])];
};
