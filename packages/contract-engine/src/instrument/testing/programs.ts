import fc from "fast-check";
import { i32, i64 } from "../body.ts";
import { named, signed, sized, unsigned } from "../bytes.ts";
import { op } from "../opcodes.ts";

// Small modules of every construct, with a stack pointer as LLVM's have: they end, for every loop counts down.

/** Indices in these modules. */
const functions = { told: 0, main: 1, helper: 2, recursive: 3 };
const locals = { given: 0, x: 1, y: 2 };
const unary = 0;

/** Code that leaves one number of 32 bits. */
type Expression = fc.Arbitrary<number[]>;

const local = fc.constantFrom(locals.given, locals.x, locals.y);
const get = (index: number): number[] => [op.localGet, index];
const constant: Expression = fc.integer({ min: 0, max: 1 << 20 }).map((value) => [op.i32Const, ...signed(value)]);
const i32Mul = 0x6c;
const i32And = 0x71;
const i32RemU = 0x70;
const i32Eqz = 0x45;
const i32Load = 0x28;
const i32Store = 0x36;
const place = [op.i32Const, ...signed(0xfffc), i32And];

/** Statements in `loops` loops already: those are counted by locals of their own. */
const { statements } = fc.letrec<{
  readonly expression: number[];
  readonly statement: number[];
  readonly statements: number[];
}>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: "expression" },
    constant,
    local.map(get),
    fc
      .tuple(fc.constantFrom(op.i32Add, op.i32Sub, i32Mul, i32And), tie("expression"), tie("expression"))
      .map(([code, a, b]) => [...a, ...b, code]),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => [...a, ...b, op.i32Const, 1, 0x72, i32RemU]),
    tie("expression").map((at) => [...at, ...place, i32Load, 2, 0]),
    tie("expression").map((given) => [...given, op.call, functions.helper]),
    tie("expression").map((given) => [...given, op.i32Const, 31, i32And, op.call, functions.recursive]),
    fc
      .tuple(tie("expression"), tie("expression"))
      .map(([given, which]) => [
        ...given,
        op.i32Const,
        31,
        i32And,
        ...which,
        op.i32Const,
        1,
        i32And,
        op.callIndirect,
        unary,
        0,
      ]),
    fc.constant<number[]>([op.memorySize, 0]),
  ),
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: "statement" },
    fc
      .tuple(tie("expression"), fc.constantFrom(locals.x, locals.y))
      .map(([value, index]) => [...value, op.localSet, index]),
    tie("expression").map((value) => [...value, op.call, functions.told]),
    fc.tuple(tie("expression"), tie("expression")).map(([at, value]) => [...at, ...place, ...value, i32Store, 2, 0]),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([to, value, length]) => [
        ...[...to, ...place, ...value, ...length, op.i32Const, ...signed(0xfff), i32And],
        ...[0xfc, 11, 0],
      ]),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([to, from, length]) => [
        ...[...to, ...place, ...from, ...place, ...length, op.i32Const, ...signed(0xfff), i32And],
        ...[0xfc, 10, 0, 0],
      ]),
    fc
      .tuple(tie("expression"), tie("statements"), tie("statements"))
      .map(([test, yes, no]) => [...test, op.if, 0x40, ...yes, op.else, ...no, op.end]),
    fc
      .tuple(tie("expression"), tie("statements"))
      .map(([test, rest]) => [op.block, 0x40, ...test, op.brIf, 0, ...rest, op.end]),
    fc
      .tuple(tie("expression"), tie("statements"), tie("statements"))
      .map(([which, one, other]) => [
        ...[op.block, 0x40, op.block, 0x40, ...which, op.brTable, 1, 0, 1, op.end, ...one, op.br, 0, op.end],
        ...other,
      ]),
    // A loop of at most 7 turns, counted in the shadow stack.
    fc
      .tuple(tie("expression"), tie("statements"))
      .map(([turns, rest]) => [
        ...[op.globalGet, 0, op.i32Const, 16, op.i32Sub, op.globalSet, 0],
        ...[op.globalGet, 0, ...turns, op.i32Const, 7, i32And, i32Store, 2, 0],
        ...[op.loop, 0x40, ...rest, op.globalGet, 0, op.globalGet, 0, i32Load, 2, 0, op.i32Const, 1, op.i32Sub],
        ...[op.localTee, 3, i32Store, 2, 0, op.localGet, 3, op.i32Const, 0, 0x4a, op.brIf, 0, op.end],
        ...[op.globalGet, 0, op.i32Const, 16, op.i32Add, op.globalSet, 0],
      ]),
    fc
      .tuple(tie("expression"), tie("expression"))
      .map(([test, value]) => [...test, i32Eqz, op.if, 0x40, ...value, op.call, functions.told, op.end]),
  ),
  statements: fc.array(tie("statement"), { maxLength: 4 }).map((all) => all.flat()),
}));

/** A random `main` that calls a helper and a function that calls itself, and tells numbers on its way. */
export const programs = fc.tuple(statements, constant).map(([main, result]) => moduleOf([...main, ...result]));

/** A module with this code as its `main`. */
export function moduleOf(main: readonly number[]): Uint8Array<ArrayBuffer> {
  const again = [...get(0), op.i32Const, 1, op.i32Sub, op.call, functions.recursive, op.localSet, locals.x];
  const bodies = [
    main,
    [...get(0), op.i32Const, 3, i32Mul],
    [
      ...get(0),
      i32Eqz,
      op.if,
      0x40,
      op.i32Const,
      9,
      op.return,
      op.end,
      ...again,
      ...get(0),
      op.call,
      functions.told,
      ...get(1),
    ],
  ];
  const section = (id: number, content: number[]): number[] => [id, ...sized(content)];
  const list = (items: readonly number[][]): number[] => [...unsigned(items.length), ...items.flat()];
  const body = (code: readonly number[]): number[] =>
    sized([
      ...list([
        [4, i32],
        [1, i64],
      ]),
      ...code,
      op.end,
    ]);
  return Uint8Array.from([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...section(1, list([[0x60, 1, i32, 1, i32], [0x60, 1, i32, 0]])),
    ...section(2, list([[...named("a"), ...named("told"), 0, 1], [...named("a"), ...named("memory"), 2, 0, 2]])),
    ...section(3, list([[unary], [unary], [unary]])),
    ...section(4, [1, 0x70, 0, 2]),
    ...section(6, list([[i32, 1, op.i32Const, ...signed(0x1fff0), op.end]])),
    ...section(7, list([[...named("main"), 0, functions.main]])),
    ...section(9, list([[0, op.i32Const, 0, op.end, 2, functions.helper, functions.recursive]])),
    ...section(10, list(bodies.map(body))),
  ]); // biome-ignore format: as it lies in the binary
}
