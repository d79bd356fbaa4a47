import type { Hex, TypeOf } from "@pha/codec";
import type { CallerOf, CarriedBy, ConfiguredOrigin } from "../accepts.ts";
import type { AnyPallet, ArgsOf, EventSpec } from "../spec.ts";
import type { Accessors } from "../state/access.ts";
import type { StateView } from "../state/view.ts";
import type { DispatchError, DispatchResult, Weight } from "../types.ts";
import type { Ensure } from "./ensure.ts";
import type { Origin } from "./origin.ts";
import type { Call } from "./values.ts";

/** Facts of a block that pallets may know. */
export interface BlockContext {
  readonly number: number;
  readonly parentHash: Hex;
  readonly genesisHash: Hex;
  readonly timeMs: bigint;
}

/** One function per event of a pallet. */
export type Emitters<P extends AnyPallet> = {
  readonly [Name in keyof P["events"]]: (fields: FieldsOf<P["events"][Name]>) => void;
};
type FieldsOf<E> = E extends EventSpec<infer F> ? { readonly [K in keyof F]: TypeOf<F[K]> } : never;

/** A pallet's storage and events, as its functions and those of pallets above it use them. */
export interface PalletAccess<P extends AnyPallet> {
  readonly state: Accessors<P>;
  readonly emit: Emitters<P>;
}

/** How a dispatched call ended; `bug` is an error that carries no code. */
export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: DispatchError; readonly cause: unknown; readonly bug: boolean };

/** How a dispatched call ended, as events say it. */
export const resultOf = (outcome: Outcome): TypeOf<typeof DispatchResult> =>
  outcome.ok ? { type: "Ok", value: undefined } : { type: "Err", value: outcome.error };

/** How often a call does each of what its weight grows with, by name: `{ bytes: 1_024 }`. */
export type Units = Readonly<Record<string, number>>;

/** Surroundings of a call: the block, every pallet's storage, the way to dispatch other calls. */
export interface Env {
  readonly block: BlockContext;
  /** @throws `frame.UndeclaredUse` for a pallet that the running one does not declare to use. */
  of<P extends AnyPallet>(pallet: P): PalletAccess<P>;
  /**
   * Runs a call in its own storage transaction: if it fails, all it did is undone. Whatever restrictions the present call
   * is under, this one is under too, whatever its origin.
   */
  dispatch(call: Call, origin: Origin): Outcome;
  /**
   * Runs a call whose authority comes from others than those who caused the present one, as when anybody closes
   * a motion that a council has passed: their restrictions do not matter.
   */
  enact(call: Call, origin: Origin): Outcome;
  /** Number in its block of the extrinsic that is applied; 0 where none is. */
  extrinsicIndex(): number;
  /** What a call weighs at most, with all calls it carries. */
  weigh(call: Call): Weight;
  /** Runs several steps in one storage transaction; a throw undoes them and passes on. */
  transaction<T>(body: () => T): T;
  /**
   * Runs one of several pieces of work that no call asked for, in a storage transaction of its own. If it throws, it is
   * undone, the error is reported as a bug of the block, and nothing is returned.
   */
  attempt<T>(work: () => T): { readonly value: T } | undefined;
  /** Hands something to the host beside state and events, unless what did it is undone. */
  publish(item: unknown): void;
  /**
   * Runs something at the end of the outermost transaction, an extrinsic's or a hook's, on the state that all of it
   * leaves, in the order in which it was asked for; not at all if what asked is undone. A throw undoes that whole
   * transaction.
   */
  defer(work: (state: StateView) => void): void;
}

/** First argument of a call's implementation. */
export interface CallContext<P extends AnyPallet, O = unknown> extends Env, PalletAccess<P> {
  readonly origin: Origin;
  /** Who the call's origin says it is: the account of a signed call, what a pallet's origin carries. */
  readonly caller: CallerOf<O>;
}

/** A pallet and the code of its calls. */
export interface Implementation {
  readonly pallet: AnyPallet;
  // biome-ignore lint/suspicious/noExplicitAny: each body has its own context and arguments
  readonly calls: Readonly<Record<string, (context: any, args: any) => Done>>;
  readonly hooks: Hooks;
  /** Pallets whose storage and events its code uses itself; what those use, it may use through them. */
  readonly uses?: readonly AnyPallet[];
  /** Which authorities its calls accept where that is configured, by the name of the question. */
  readonly origins?: Readonly<Record<string, Ensure>>;
  /** Which calls pass the restrictions that it declares. */
  // biome-ignore lint/suspicious/noExplicitAny: each filter carries its own type
  readonly filters?: Readonly<Record<string, (carried: any, call: Call) => boolean>>;
}

/** What the configuration has to say about a pallet's calls. */
export type OriginsOf<P extends AnyPallet> = {
  readonly [A in P["calls"][keyof P["calls"]]["origin"] as A extends ConfiguredOrigin<infer _C, infer N>
    ? N
    : never]: A extends ConfiguredOrigin<infer C> ? Ensure<C> : never;
};

/** The code of a pallet's filters: whether a call passes. */
export type FiltersOf<P extends AnyPallet> = {
  readonly [Name in keyof P["filterSpecs"]]: (carried: CarriedBy<P["filterSpecs"][Name]>, call: Call) => boolean;
};

/** Work without a call, and the most that it weighs: so much of the block is counted, whatever the work uses. */
export interface Hook {
  /** A function where it depends on the state that the block begins with. */
  readonly weight: Weight | ((env: Env) => Weight);
  run(env: Env): void;
}

/** Work that waits for a block with room. */
export interface IdleHook {
  /** The most that it has a use for. */
  readonly weight: Weight | ((env: Env) => Weight);
  /** Gives how much of `left` it used. */
  run(env: Env, left: Weight): Weight;
}

/** Brings what older runtimes stored into today's form, in as many blocks as it takes. */
export interface Migration {
  /** Its name for ever: whatever has run once under it runs no more. */
  readonly name: string;
  /** The most that one step weighs. */
  readonly weight: Weight;
  /**
   * One step, in a storage transaction of its own, from where the last one ended; `undefined` is the beginning.
   * Gives where the next begins, `undefined` when all is done. On a pass that only collects keys what it reads is absent:
   * the steps of a block share one load if it goes on then, and need one each if it throws.
   */
  step(env: Env, cursor: Uint8Array | undefined): Uint8Array | undefined;
}

/** What a pallet does without being called, each in a storage transaction of its own. */
export interface Hooks {
  /** At the start of every block. */
  readonly begin?: Hook;
  /** At the end of every block, after all extrinsics. */
  readonly end?: Hook;
  /** After the extrinsics, with what they left of the block. */
  readonly idle?: IdleHook;
  /** In the order in which they must run. */
  readonly migrations?: readonly Migration[];
}

/** What a call gives that turned out to cost nothing: who sent it by itself gets its fee back, all but the tip. */
export const free = "free";

/** Nothing, or the units of work that a call turned out to have: only fewer than its arguments let expect count. */
// biome-ignore lint/suspicious/noConfusingVoidType: most calls return nothing
export type Done = Units | typeof free | void;

/** Calls of a pallet, one function each: origin → checks → writes → events. A throw undoes all it did. */
export type CallBodies<P extends AnyPallet> = {
  readonly [Name in keyof P["calls"]]: (
    context: CallContext<P, P["calls"][Name]["origin"]>,
    args: ArgsOf<P, Name>,
  ) => Done;
};

/** Joins a pallet's contract with the code of its calls and hooks. */
export const implement = <P extends AnyPallet>(pallet: P, calls: CallBodies<P>, hooks: Hooks = {}): Implementation => ({
  pallet,
  calls: calls as unknown as Implementation["calls"],
  hooks,
});
