import type { RawContext } from "./context.ts";
import { fail } from "./fail.ts";
import { type Account, type Schema, s } from "./schema.ts";
import { coded } from "./state.ts";

/** What a contract may tell everybody, by name: each with a schema. */
// biome-ignore lint/suspicious/noExplicitAny: schemas take their own types
export type EventShape = Readonly<Record<string, Schema<any>>>;

/** What an event of this schema tells. */
export type EventValue<C> = C extends Schema<infer T> ? T : never;

/** What came of an effect. */
export interface EffectOutcome {
  /** What `ctx.pay`, `ctx.emit` or `ctx.push` gave. */
  readonly id: string;
  /** Code of why it could not be done: `Balances.InsufficientBalance`; `undefined` when it was. */
  readonly error: string | undefined;
}

/** Outcomes as the engine hands them over. */
export type RawOutcomes = readonly { readonly id: string; readonly error: string | null }[];

export const openOutcomes = (raw: RawOutcomes): readonly EffectOutcome[] =>
  raw.map(({ id, error }) => ({ id, error: error ?? undefined }));

const [account, amount] = [s.account(), s.u128()];

export function payOut(raw: RawContext, to: Account, given: bigint): string {
  const [target, text] = coded("BadEffect", () => [account.write(to, "to"), amount.write(given, "amount")]);
  if (text === "0") fail("BadEffect", "amount: nothing is paid.");
  return idOf(raw, raw.pay(target as string, text as string));
}

/** Longest JSON of what an event tells, or a command to another contract takes, in bytes. */
const maxBytes = 1_024;
const argument = s.bytes({ max: maxBytes });

export function emitEvent(raw: RawContext, events: EventShape, name: string, value: unknown): string {
  const schema = Object.hasOwn(events, name) ? events[name] : undefined;
  if (!schema) return fail("BadEffect", "The contract declares no such event.");
  const json = JSON.stringify(coded("BadEffect", () => schema.write(value, name)) ?? null);
  return idOf(raw, raw.emit(name, fitting(name, json)));
}

export function pushCommand(raw: RawContext, contract: `0x${string}`, method: string, args: unknown): string {
  const target = coded("BadEffect", () => account.write(contract, "contract"));
  if (typeof method !== "string" || !/^[\w$.-]{1,64}$/.test(method)) fail("BadEffect", "method: no such name.");
  const json = JSON.stringify(args ?? null, plain) ?? fail("BadEffect", `${method}: arguments are JSON.`);
  return idOf(raw, raw.push(target as string, method, fitting(method, json)));
}

/** Amounts and bytes in their JSON form. */
const plain = (_: string, value: unknown): unknown => {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? argument.write(value, "args") : value;
};

function fitting(name: string, json: string): string {
  const { length } = new TextEncoder().encode(json);
  return length > maxBytes ? fail("BadEffect", `${name}: at most ${maxBytes} bytes of JSON.`) : json;
}

const idOf = ({ message }: RawContext, index: number): string => `${message}/${index}`;
