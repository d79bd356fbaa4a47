import { ContractError, fail } from "./fail.ts";
import type { Schema } from "./schema.ts";

/** The engine's view of the state: text keys and values, in the order of their UTF-8 bytes. */
export interface RawState {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
  delete(key: string): void;
  range(query: { from?: string; to?: string; limit?: number; reverse?: boolean }): [string, string][];
}

/** Which entries of a map: `from` ≤ key < `to`, ascending unless `reverse`, all of them or the first `limit`. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Entries that the engine gives at a time. */
const pageEntries = 1_000;

/** One value in the state, as a query sees it. */
export interface ReadonlyStateValue<T> {
  get(): T | undefined;
}

/** One value in the state. */
export interface StateValue<T> extends ReadonlyStateValue<T> {
  /** Fails with `BadWrite` when the value does not fit its schema. */
  put(value: T): void;
  delete(): void;
}

/** Values in the state under text keys, ordered by key, as a query sees them. */
export interface ReadonlyStateMap<T> {
  get(key: string): T | undefined;
  range(range?: Range): [key: string, value: T][];
}

/** Values in the state under text keys, ordered by key. */
export interface StateMap<T> extends ReadonlyStateMap<T> {
  /** Fails with `BadWrite` when the value does not fit its schema. */
  put(key: string, value: T): void;
  delete(key: string): void;
}

/** Declaration of one part of a contract's state. */
export interface StatePart<V> {
  readonly open: (name: string, raw: RawState) => V;
}

/** A contract's state, as it declares it. */
export type StateShape = Readonly<Record<string, StatePart<unknown>>>;

/** A contract's state, as its commands see it. */
export type StateOf<S> = { readonly [K in keyof S]: S[K] extends StatePart<infer V> ? V : never };

type ReadonlyPart<V> =
  V extends StateMap<infer T> ? ReadonlyStateMap<T> : V extends StateValue<infer T> ? ReadonlyStateValue<T> : V;

/** A contract's state, as its queries see it. */
export type ReadonlyStateOf<S> = { readonly [K in keyof StateOf<S>]: ReadonlyPart<StateOf<S>[K]> };

/** Declares one value. */
export const value = <T>(schema: Schema<T>): StatePart<StateValue<T>> => ({
  open: (name, raw) => {
    const key = partKey(name);
    return {
      get: () => read(schema, raw.get(key), name),
      put: (given) => raw.put(key, written(schema, given, name)),
      delete: () => raw.delete(key),
    };
  },
});

/** Declares values under text keys. */
export const map = <T>(schema: Schema<T>): StatePart<StateMap<T>> => ({
  open: (name, raw) => {
    const part = partKey(name);
    const under = `${part}/`;
    const behind = `${part}0`; // "0" follows "/".
    const keyOf = (key: string): string =>
      typeof key === "string" ? under + key : fail("BadKey", `${name}: a key is a text, got ${typeof key}.`);
    return {
      get: (key) => read(schema, raw.get(keyOf(key)), `${name}/${key}`),
      put: (key, given) => raw.put(keyOf(key), written(schema, given, `${name}/${key}`)),
      delete: (key) => raw.delete(keyOf(key)),
      range: ({ from = "", to, limit, reverse } = {}) => {
        const query = { from: keyOf(from), to: to === undefined ? behind : keyOf(to), reverse: reverse === true };
        return entries(raw, query, limit).map(([key, text]) => [key.slice(under.length), read(schema, text, key) as T]);
      },
    };
  },
});

/** Entries of the state, page by page until there are as many as wanted, or no more. */
function entries(
  raw: RawState,
  { from, to, reverse }: { from: string; to: string; reverse: boolean },
  limit = Infinity,
) {
  const found: [string, string][] = [];
  let [first, end] = [from, to];
  let known = 0; // forwards a page begins with the last entry of the one before: there is no bound behind a key
  for (;;) {
    const asked = Math.min(pageEntries, limit - found.length + known);
    const page = raw.range({ from: first, to: end, limit: asked, reverse });
    for (const entry of page.slice(known)) found.push(entry);
    const last = page.at(-1);
    if (last === undefined || page.length < asked || found.length === limit) return found;
    if (reverse) end = last[0];
    else [first, known] = [last[0], 1];
  }
}

/**
 * Where a part's entries are: at its name, or at its name, a slash and their key. A slash in the name itself would make
 * two parts share entries.
 */
export const partKey = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1") || "~";

/** All parts of a state. */
export function openState<S extends StateShape>(shape: S, raw: RawState): StateOf<S> {
  return Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, part.open(name, raw)])) as StateOf<S>;
}

function read<T>(schema: Schema<T>, text: string | undefined, path: string): T | undefined {
  // What does not fit was written under an older schema: not the caller's fault.
  return text === undefined ? undefined : coded("BadState", () => schema.parse(JSON.parse(text), path));
}

const written = <T>(schema: Schema<T>, given: T, path: string): string =>
  JSON.stringify(coded("BadWrite", () => schema.write(given, path)) ?? null);

/** What a schema refuses, under the code of the place where it did. */
export function coded<T>(code: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ContractError ? new ContractError(code, error.message) : error;
  }
}
