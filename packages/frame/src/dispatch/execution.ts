import { CodedError, type ErrorMaker } from "@pha/codec";
import { errors } from "../errors.ts";
import type { AnyPallet, CallSpec } from "../spec.ts";
import { accessState } from "../state/access.ts";
import { lazily } from "../state/lazily.ts";
import { Overlay } from "../state/overlay.ts";
import { Speculation } from "../state/speculation.ts";
import { NotLoaded, type StateView } from "../state/view.ts";
import type { DispatchError, Weight } from "../types.ts";
import { ensureOf } from "./ensure.ts";
import {
  type BlockContext,
  type Emitters,
  type Env,
  free,
  type Implementation,
  type Outcome,
  type PalletAccess,
  type Units,
} from "./env.ts";
import { type CallFilter, isRoot, type Origin, within } from "./origin.ts";
import type { Call, Event } from "./values.ts";

/** Errors of the frame that Substrate's clients know by themselves. */
const dispatchErrors = ["BadOrigin", "CannotLookup", "ConsumerRemaining", "NoProviders", "TooManyConsumers"] as const;

/** What a runtime says about every dispatch. */
export interface DispatchRules {
  /** What a call is refused with when its origin is restricted: an error of the runtime's own. */
  readonly filtered?: ErrorMaker;
  /** Calls that all origins but root may dispatch. */
  readonly allows?: (call: Call) => boolean;
  /** Weight of a call without those that it carries, by its arguments or by the units of work that it had. */
  readonly weigh?: (call: Call, done?: Units) => Weight;
  /** Weight of a call with all that it carries, at most. */
  readonly weighWhole?: (call: Call) => Weight;
}

/** Execution of calls over one state: overlay, events, dispatch. */
export class Execution implements Env {
  readonly block: BlockContext;
  readonly overlay: Overlay;
  /** Everything emitted so far and not undone. */
  readonly events: Event[] = [];
  /** Everything published so far and not undone. */
  readonly published: unknown[] = [];
  /** What was thrown in work that no call asked for. */
  readonly bugs: unknown[] = [];
  /** Work that the outermost transaction ends with. */
  private readonly deferred: ((state: StateView) => void)[] = [];
  /** Number of the extrinsic that is applied. */
  extrinsic = 0;
  private depth = 0;
  /** Calls that are under way, one inside the other. */
  private calls = 0;
  /** Why the last of the calls failed that calls of the newest extrinsic carried; nothing if none did. */
  carriedFailure: CodedError | undefined;
  /** Whether the newest call that no other call made turned out to cost nothing. */
  isFree = false;
  private refTime = 0n;
  private proofSize = 0n;
  private readonly implementations: ReadonlyMap<string, Implementation>;
  private readonly rules: DispatchRules;
  /** `Env` of this execution as an object whose functions may be taken apart. */
  readonly env: Env;
  private readonly speculation: Speculation;
  private readonly access = new Map<AnyPallet, PalletAccess<AnyPallet>>();
  private readonly envs = new Map<Implementation, Env>();

  constructor(
    state: StateView,
    block: BlockContext,
    implementations: ReadonlyMap<string, Implementation>,
    rules: DispatchRules = {},
  ) {
    this.block = block;
    this.speculation = new Speculation(state);
    this.overlay = new Overlay(this.speculation);
    this.implementations = implementations;
    this.rules = rules;
    this.env = {
      block,
      of: (pallet) => this.of(pallet),
      dispatch: (call, origin) => this.dispatch(call, origin),
      enact: (call, origin) => this.dispatch(call, origin),
      extrinsicIndex: () => this.extrinsic,
      weigh: (call) => this.weigh(call),
      transaction: (body) => this.transaction(body),
      attempt: (work) => this.attempt(work),
      publish: (item) => this.publish(item),
      defer: (work) => this.defer(work),
    };
  }

  of<P extends AnyPallet>(pallet: P): PalletAccess<P> {
    const known = this.access.get(pallet);
    if (known) return known as PalletAccess<P>;
    const made = { state: accessState(pallet, this.overlay), emit: emittersOf(pallet, this.events) };
    this.access.set(pallet, made as PalletAccess<AnyPallet>);
    return made;
  }

  /** Sum of what all dispatched calls weigh, those that failed too: each once it begins, less what it gave back. */
  get used(): Weight {
    return { ref_time: this.refTime, proof_size: this.proofSize };
  }

  /** Whether keys were missing: what happens now only finds more of them, and is undone. */
  get isSpeculative(): boolean {
    return this.speculation.isSpeculative;
  }

  /**
   * Runs a step of a block, all of it or nothing: if it throws, nothing was written, read or reported.
   *
   * @throws NotLoaded naming all keys that it turned out to lack: load them and take the step again.
   */
  step<T>(body: () => T): T {
    const { overlay, speculation, bugs } = this;
    const found = bugs.length;
    try {
      return this.undoing(() =>
        speculation.run(() =>
          overlay.attempt(() => {
            const result = body();
            if (speculation.isSpeculative) throw new NotLoaded([]);
            return result;
          }),
        ),
      );
    } catch (error) {
      bugs.length = found;
      throw error;
    }
  }

  /** What a pallet's code may use: itself and, through declared uses, others. */
  envOf(implementation: Implementation): Env {
    const known = this.envs.get(implementation);
    if (known) return known;
    const reach = this.reachOf(implementation);
    const env: Env = {
      ...this.env,
      of: (pallet) => {
        if (!reach.has(pallet)) throw errors.UndeclaredUse({ pallet: implementation.pallet.name, uses: pallet.name });
        return this.of(pallet);
      },
    };
    this.envs.set(implementation, env);
    return env;
  }

  private reachOf(implementation: Implementation): ReadonlySet<AnyPallet> {
    const reach = new Set<AnyPallet>([implementation.pallet]);
    for (const pallet of reach) for (const used of this.implementations.get(pallet.name)?.uses ?? []) reach.add(used);
    return reach;
  }

  transaction<T>(body: () => T): T {
    this.depth++;
    try {
      return this.undoing(() =>
        this.overlay.transaction(() => {
          const result = body();
          if (this.depth === 1) this.settle();
          return result;
        }),
      );
    } finally {
      this.depth--;
    }
  }

  attempt<T>(work: () => T): { readonly value: T } | undefined {
    try {
      return { value: this.transaction(work) };
    } catch (error) {
      if (error instanceof NotLoaded) throw error;
      this.bugs.push(error);
      return undefined;
    }
  }

  /** Takes back events, what was published and what was put off when `body` throws. */
  private undoing<T>(body: () => T): T {
    const emitted = this.events.length;
    const published = this.published.length;
    const deferred = this.deferred.length;
    try {
      return body();
    } catch (error) {
      this.events.length = emitted;
      this.published.length = published;
      this.deferred.length = deferred;
      throw error;
    }
  }

  private settle(): void {
    for (const work of this.deferred) work(this.overlay);
    this.deferred.length = 0;
  }

  defer(work: (state: StateView) => void): void {
    if (this.depth === 0) work(this.overlay);
    else this.deferred.push(work);
  }

  publish(item: unknown): void {
    this.published.push(item);
  }

  enact(call: Call, origin: Origin): Outcome {
    return this.dispatch(call, origin);
  }

  extrinsicIndex(): number {
    return this.extrinsic;
  }

  weigh(call: Call): Weight {
    return this.rules.weighWhole?.(call) ?? { ref_time: 0n, proof_size: 0n };
  }

  /** @param last - runs after the call in the same transaction, before what was put off */
  dispatch(call: Call, origin: Origin, last?: () => void): Outcome {
    if (this.calls === 0) {
      this.isFree = false;
      this.carriedFailure = undefined;
    }
    this.calls++;
    try {
      this.transaction(() => {
        this.run(call, origin);
        last?.();
      });
      return { ok: true };
    } catch (error) {
      if (error instanceof NotLoaded) throw error;
      // Whether it fails is not known yet; what comes after it may lack keys as well.
      if (this.isSpeculative) return { ok: true };
      const bug = !(error instanceof CodedError) || errors.UndeclaredUse.is(error);
      if (this.calls === 1) this.isFree = false;
      else if (error instanceof CodedError) this.carriedFailure = error;
      return { ok: false, error: bug ? { type: "Other" } : this.dispatchError(error), cause: error, bug };
    } finally {
      this.calls--;
    }
  }

  private run(call: Call, origin: Origin): void {
    this.use(this.rules.weigh?.(call), 1n);
    const implementation = this.implementations.get(call.type);
    const spec: CallSpec | undefined = implementation?.pallet.calls[call.value.type];
    const body = implementation?.calls[call.value.type];
    if (!implementation || !spec || !body) throw errors.UnknownItem({ call: `${call.type}.${call.value.type}` });
    this.checkFilters(call, origin);
    const caller = ensureOf(spec.origin, implementation.origins ?? {})(origin.caller, this.overlay);
    const { state, emit } = this.of(implementation.pallet);
    const dispatch = (inner: Call, as: Origin) => this.dispatch(inner, within(origin, as));
    const done = body({ ...this.envOf(implementation), dispatch, state, emit, origin, caller }, call.value.value);
    if (!done) return;
    if (done === free) {
      this.isFree = this.calls === 1;
      return;
    }
    this.use(this.rules.weigh?.(call), -1n);
    this.use(this.rules.weigh?.(call, done), 1n);
  }

  private use(weight: Weight | undefined, sign: 1n | -1n): void {
    this.refTime += sign * (weight?.ref_time ?? 0n);
    this.proofSize += sign * (weight?.proof_size ?? 0n);
  }

  /** Root is above what holds for everybody, but not above what the origin was restricted to on the way. */
  private checkFilters(call: Call, { caller, filters }: Origin): void {
    const { allows = () => true, filtered } = this.rules;
    if ((isRoot(caller) || allows(call)) && filters.every((filter) => this.passes(filter, call))) return;
    const facts = { call: `${call.type}.${call.value.type}` };
    throw filtered ? filtered(facts) : errors.CallFiltered(facts);
  }

  private passes({ type, value }: CallFilter, call: Call): boolean {
    return this.implementations.get(type)?.filters?.[value.type]?.(value.value, call) ?? false;
  }

  private dispatchError(error: CodedError): DispatchError {
    const pallet = this.implementations.get(error.module)?.pallet;
    if (pallet) return { type: "Module", value: { index: pallet.index, error: [error.index, 0, 0, 0] } };
    const own = dispatchErrors.find((type) => errors[type].is(error));
    return { type: own ?? "Other" };
  }
}

/** Emitters are the same over all executions but for the list that they add to. */
const emitters = new WeakMap<AnyPallet, new (events: Event[]) => object>();

function emittersOf<P extends AnyPallet>(pallet: P, events: Event[]): Emitters<P> {
  const known = emitters.get(pallet);
  const made = known ?? lazily(Object.keys(pallet.events).map((type) => [type, emitterOf(pallet.name, type)] as const));
  if (!known) emitters.set(pallet, made);
  return new made(events) as Emitters<P>;
}

const emitterOf = (type: string, name: string) => (events: Event[]) => (value: unknown) =>
  void events.push({ type, value: { type: name, value } });
