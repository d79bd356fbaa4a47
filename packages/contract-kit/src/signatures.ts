/** What each method of a contract takes and gives, as the contract sees it. */
export interface Signatures {
  readonly init: unknown;
  readonly commands: { readonly inputs: unknown; readonly outputs: unknown };
  readonly queries: { readonly inputs: unknown; readonly outputs: unknown };
}

/** Key of a property that no contract has: it carries {@link Signatures} in the contract's type. */
export declare const signatures: unique symbol;

/** The signatures of a contract, by its type: `SignaturesOf<typeof auction>`. */
export type SignaturesOf<C> = C extends { readonly [signatures]?: infer S extends Signatures } ? S : never;

/** A value as JSON, and so a caller, gets it: amounts as decimal texts, bytes as hexadecimal ones. */
export type Told<T> = T extends bigint
  ? string
  : T extends Uint8Array
    ? `0x${string}`
    : T extends undefined
      ? null
      : T extends readonly (infer E)[]
        ? readonly Told<E>[]
        : T extends object
          ? WithOptional<{ readonly [K in keyof T]: Told<Exclude<T[K], undefined>> }, Lacking<T>>
          : T;

/** A value as a caller may give it: as JSON, or as the contract sees it. */
export type Given<T> = T extends bigint
  ? bigint | string
  : T extends Uint8Array
    ? Uint8Array | `0x${string}`
    : T extends readonly (infer E)[]
      ? readonly Given<E>[]
      : T extends object
        ? WithOptional<{ readonly [K in keyof T]: Given<T[K]> }, Lacking<T>>
        : T;

/** Names of those properties that may be missing. */
type Lacking<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

type WithOptional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
