import { ContractError } from "./fail.ts";
import type { Schema } from "./schema.ts";

/** The engine's view of the state: text keys and values, in the order of their UTF-8 bytes. */
export interface RawState {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
  delete(key: string): void;
  range(query: { from?: string; to?: string; limit?: number; reverse?: boolean }): [string, string][];
}

/** Which entries of a map: `from` ≤ key < `to`, ascending unless `reverse`, at most `limit` (100, up to 1,000). */
export interface Range {
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** One value in the state. */
export interface StateValue<T> {
  get(): T | undefined;
  /** Commands only. */
  put(value: T): void;
  /** Commands only. */
  delete(): void;
}

/** Values in the state under text keys, ordered by key. */
export interface StateMap<T> {
  get(key: string): T | undefined;
  /** Commands only. */
  put(key: string, value: T): void;
  /** Commands only. */
  delete(key: string): void;
  range(range?: Range): [key: string, value: T][];
}

/** Declaration of one part of a contract's state. */
export interface StatePart<V> {
  readonly open: (name: string, raw: RawState) => V;
}

/** A contract's state, as it declares it. */
export type StateShape = Readonly<Record<string, StatePart<unknown>>>;

/** A contract's state, as its methods see it. */
export type StateOf<S> = { readonly [K in keyof S]: S[K] extends StatePart<infer V> ? V : never };

/** Declares one value. */
export const value = <T>(schema: Schema<T>): StatePart<StateValue<T>> => ({
  open: (name, raw) => ({
    get: () => read(schema, raw.get(name), name),
    put: (given) => raw.put(name, JSON.stringify(schema.write(given))),
    delete: () => raw.delete(name),
  }),
});

/** Declares values under text keys. */
export const map = <T>(schema: Schema<T>): StatePart<StateMap<T>> => ({
  open: (name, raw) => {
    const under = `${name}/`;
    const behind = `${name}0`; // "0" follows "/".
    return {
      get: (key) => read(schema, raw.get(under + key), under + key),
      put: (key, given) => raw.put(under + key, JSON.stringify(schema.write(given))),
      delete: (key) => raw.delete(under + key),
      range: ({ from = "", to, limit, reverse } = {}) =>
        raw
          .range({
            from: under + from,
            to: to === undefined ? behind : under + to,
            ...(limit === undefined ? {} : { limit }),
            ...(reverse === undefined ? {} : { reverse }),
          })
          .map(([key, text]) => [key.slice(under.length), read(schema, text, key) as T]),
    };
  },
});

/** All parts of a state. */
export function openState<S extends StateShape>(shape: S, raw: RawState): StateOf<S> {
  return Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, part.open(name, raw)])) as StateOf<S>;
}

function read<T>(schema: Schema<T>, text: string | undefined, key: string): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text), key);
  } catch (error) {
    // Written under an older schema: not the caller's fault.
    const { message } = error as Error;
    throw new ContractError("BadState", message);
  }
}
