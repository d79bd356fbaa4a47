import type { TypeOf } from "@pha/codec";
import { CodedError, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import type { AnyPallet, ArgsOf, CallSpec, EventSpec } from "../spec.ts";
import { type Accessors, accessState } from "../state/access.ts";
import { Overlay } from "../state/overlay.ts";
import { NotLoaded, type StateView } from "../state/view.ts";
import type { DispatchError } from "../types.ts";
import { type CallerOf, callerOf, type Origin } from "./origin.ts";
import type { Call, Event, Implementation } from "./values.ts";

/** What pallets may know of the block they run in. */
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

/** What a call sees: the block, every pallet's storage, the way to dispatch other calls. */
export interface Env {
  readonly block: BlockContext;
  of<P extends AnyPallet>(pallet: P): PalletAccess<P>;
  /** Runs a call in its own storage transaction: if it fails, all it did is undone. */
  dispatch(call: Call, origin: Origin): Outcome;
  /** Runs several steps in one storage transaction; a throw undoes them and passes on. */
  transaction<T>(body: () => T): T;
}

/** What a call's implementation gets beside its arguments. */
export interface CallContext<P extends AnyPallet, O = unknown> extends Env, PalletAccess<P> {
  readonly origin: Origin;
  /** The account of a signed call, the worker identity of an enclave's. */
  readonly caller: CallerOf<O>;
}

/** Execution of calls over one state: overlay, events, dispatch. */
export class Execution implements Env {
  readonly block: BlockContext;
  readonly overlay: Overlay;
  /** Everything emitted so far and not undone. */
  readonly events: Event[] = [];
  private readonly implementations: ReadonlyMap<string, Implementation>;
  private readonly access = new Map<AnyPallet, PalletAccess<AnyPallet>>();

  constructor(state: StateView, block: BlockContext, implementations: ReadonlyMap<string, Implementation>) {
    this.block = block;
    this.overlay = new Overlay(state);
    this.implementations = implementations;
  }

  of<P extends AnyPallet>(pallet: P): PalletAccess<P> {
    const known = this.access.get(pallet);
    if (known) return known as PalletAccess<P>;
    const made = { state: accessState(pallet, this.overlay), emit: this.emitters(pallet) };
    this.access.set(pallet, made as PalletAccess<AnyPallet>);
    return made;
  }

  transaction<T>(body: () => T): T {
    const emitted = this.events.length;
    try {
      return this.overlay.transaction(body);
    } catch (error) {
      this.events.length = emitted;
      throw error;
    }
  }

  dispatch(call: Call, origin: Origin): Outcome {
    try {
      this.transaction(() => this.run(call, origin));
      return { ok: true };
    } catch (error) {
      if (error instanceof NotLoaded) throw error;
      const bug = !(error instanceof CodedError);
      return { ok: false, error: bug ? { type: "Other" } : this.dispatchError(error), cause: error, bug };
    }
  }

  private run(call: Call, origin: Origin): void {
    const implementation = this.implementations.get(call.type);
    const spec: CallSpec | undefined = implementation?.pallet.calls[call.value.type];
    const body = implementation?.calls[call.value.type];
    if (!implementation || !spec || !body) throw errors.UnknownItem({ call: `${call.type}.${call.value.type}` });
    const caller = callerOf(spec.origin, origin);
    const { state, emit } = this.of(implementation.pallet);
    const context = {
      block: this.block,
      of: this.of.bind(this),
      dispatch: this.dispatch.bind(this),
      transaction: this.transaction.bind(this),
      state,
      emit,
      origin,
      caller,
    };
    body(context, call.value.value);
  }

  private dispatchError(error: CodedError): DispatchError {
    const pallet = this.implementations.get(error.module)?.pallet;
    if (pallet) return { type: "Module", value: { index: pallet.index, error: [error.index, 0, 0, 0] } };
    if (errors.BadOrigin.is(error)) return { type: "BadOrigin" };
    if (errors.CannotLookup.is(error)) return { type: "CannotLookup" };
    if (errors.Overflow.is(error)) return { type: "Arithmetic", value: { type: "Overflow" } };
    return { type: "Other" };
  }

  private emitters<P extends AnyPallet>(pallet: P): Emitters<P> {
    const emit: Record<string, (fields: unknown) => void> = {};
    for (const type of Object.keys(pallet.events))
      emit[type] = (value) => void this.events.push({ type: pallet.name, value: { type, value } });
    return emit as Emitters<P>;
  }
}

/** Calls of a pallet, one function each: origin → checks → writes → events. A throw undoes all it did. */
export type CallBodies<P extends AnyPallet> = {
  readonly [Name in keyof P["calls"]]: (
    context: CallContext<P, P["calls"][Name]["origin"]>,
    args: ArgsOf<P, Name>,
  ) => void;
};

/** Joins a pallet's contract with the code of its calls. */
export const implement = <P extends AnyPallet>(pallet: P, calls: CallBodies<P>): Implementation => ({
  pallet,
  calls: calls as unknown as Implementation["calls"],
});
