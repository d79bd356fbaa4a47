import { CodedError, type Hex } from "@pha/codec";
import {
  type DispatchInfo,
  type Event,
  Execution,
  none,
  type Origin,
  type Outcome,
  originOf,
  readState,
  type StateView,
  signed as signedBy,
  storageKeys,
  type Weight,
} from "@pha/frame";
import { blockTime, extrinsicsRoot, type Header, headerHash, makeDigest, outboundRoot } from "@pha/light-client";
import { errors as transactionErrors } from "../extrinsic/errors.ts";
import type { Extrinsic } from "../extrinsic/extrinsic.ts";
import { attestation } from "../pallets/attestation/spec.ts";
import { isQueuedMessage } from "../pallets/messages/queue.ts";
import { messages } from "../pallets/messages/spec.ts";
import { encodeRecords } from "../pallets/system/event-records.ts";
import { codeKey, NewCode } from "../pallets/system/new-code.ts";
import { blockHashCount, type EventRecord, type Phase, system } from "../pallets/system/spec.ts";
import { setTime } from "../pallets/timestamp/clock.ts";
import { chargeFee, feeParts, pricesIn, returnFee, shareFee, totalFee } from "../pallets/transaction-payment/fees.ts";
import { validators } from "../pallets/validators/spec.ts";
import type { Applied, BlockExecution, ExecutedBlock } from "../runtime.ts";
import { allowance, expectAllowance, owe, partOfBlock } from "./allowance.ts";
import { errors } from "./errors.ts";
import { HookRunner } from "./hooks.ts";
import { addReserved, addUsage, emptyUsage, type Lane, leftOf, type Usage } from "./limits.ts";
import type { Machine } from "./machine.ts";
import { migrate } from "./migrations.ts";
import { reasonOf } from "./reason.ts";
import { checkTurn, judge, paymentError } from "./validity.ts";
import { leastWeight, subtractWeights } from "./weights.ts";

/** Time, authoring epoch and round: the author's choice for a block. */
export interface BlockStart {
  readonly timeMs: bigint;
  readonly epoch: bigint;
  readonly round: number;
}

/** One block in execution. */
export class Block implements BlockExecution {
  readonly execution: Execution;
  private readonly machine: Machine;
  private readonly start: BlockStart;
  private readonly parentHash: Hex;
  private readonly records: EventRecord[] = [];
  private readonly extrinsics: Uint8Array[] = [];
  /** What it has so far; its hooks have theirs from the beginning. */
  usage: Usage = emptyUsage;
  /** Sessions of enclaves that have an extrinsic in the block. */
  private readonly sessions = new Set<Hex>();
  /** The state is between two forms: no pallet touches it but by its migration, and by what may end a failed one. */
  private isMigrating = false;

  /** @throws `runtime.BadTime`, `runtime.BadEpoch`; NotLoaded */
  constructor(machine: Machine, state: StateView, parent: Header, start: BlockStart) {
    const before = blockTime(parent);
    if (start.timeMs <= before.timeMs) throw errors.BadTime({ parent: before.timeMs, given: start.timeMs });
    if (start.epoch < before.epoch) throw errors.BadEpoch({ parent: before.epoch, given: start.epoch });
    this.machine = machine;
    this.start = start;
    this.parentHash = headerHash(parent);
    const number = parent.number + 1;
    const genesisHash = number === 1 ? this.parentHash : readState(system, state).blockHash.get(0);
    const context = { number, parentHash: this.parentHash, genesisHash, timeMs: start.timeMs };
    this.execution = new Execution(state, context, machine.implementations, {
      filtered: system.errors.CallFiltered,
      weigh: machine.weighAlone,
      weighWhole: machine.weigh,
    });
    this.execution.step(() => this.initialize());
  }

  applyExtrinsic(extrinsic: Extrinsic): Applied {
    const { execution } = this;
    const first = execution.events.length;
    execution.extrinsic = this.extrinsics.length;
    const { outcome, fee, usage } = execution.step(() => this.run(extrinsic));
    const { carriedFailure } = execution;
    this.usage = usage;
    if (extrinsic.bare) this.sessions.add(extrinsic.bare.session);
    const phase: Phase = { type: "ApplyExtrinsic", value: this.extrinsics.length };
    this.extrinsics.push(extrinsic.bytes);
    const events = this.record(phase, first);
    if (outcome.ok) return { ok: true, events, fee, ...(carriedFailure && { facts: carriedFailure.data }) };
    const { error, cause } = outcome;
    const facts = cause instanceof CodedError ? { facts: cause.data } : {};
    const failed = { ok: false, error, reason: reasonOf(cause), ...facts, events, fee };
    return outcome.bug ? { ...failed, bug: cause } : failed;
  }

  finish(): ExecutedBlock {
    const { execution, parentHash } = this;
    const { number } = execution.block;
    const { digest, fields, records } = execution.step(() => this.close());
    return {
      header: { parentHash, number, extrinsicsRoot: extrinsicsRoot(this.extrinsics), digest },
      changes: new Map(execution.overlay.changes()),
      reads: execution.overlay.reads,
      events: records.map(({ phase, event }, index) => ({
        extrinsic: phase.type === "ApplyExtrinsic" ? phase.value : undefined,
        event,
        data: fields[index] as Uint8Array,
      })),
      bugs: [...execution.bugs],
      messages: execution.published.filter(isQueuedMessage),
    };
  }

  /** Ends the block: hooks, then its events and, when it changes, the runtime; says what the header announces. */
  private close() {
    const { execution, start } = this;
    execution.extrinsic = 0;
    const first = execution.events.length;
    if (!this.isMigrating) {
      const hooks = new HookRunner(this.machine, execution);
      hooks.idle(leftOf(this.usage));
      hooks.run("end");
    }
    const last = execution.events.slice(first).map((event) => recordOf({ type: "Finalization" }, event));
    const records = [...this.records, ...last];
    const { set, changedAt } = execution.of(validators).state;
    const nextSet = changedAt.get() === execution.block.number ? set.get() : undefined;
    const { bytes, fields } = encodeRecords(records);
    execution.overlay.put(storageKeys(system).events.key(), bytes);
    const code = execution.published.findLast((item) => item instanceof NewCode);
    if (code) execution.overlay.put(codeKey, code.bytes);
    const digest = makeDigest({
      ...start,
      outboundRoot: outboundRoot(execution.of(messages).state.outbound.get()),
      ...(nextSet && { nextSet }),
    });
    return { digest, fields, records };
  }

  private initialize(): void {
    const { execution, parentHash, machine } = this;
    // Validators need these of the witness too: the genesis hash, and whose seal a header may carry.
    for (const key of [storageKeys(system).blockHash.key(0), storageKeys(validators).authors.key()])
      execution.overlay.get(key);
    const { number } = execution.block;
    const { state } = execution.of(system);
    state.number.put(number);
    state.blockHash.put(number - 1, parentHash);
    const oldest = number - 1 - blockHashCount;
    if (oldest > 0) state.blockHash.remove(oldest);
    setTime(execution.env);
    const spent = migrate(machine, execution);
    this.isMigrating = state.migration.has();
    this.usage = addReserved(this.usage, spent);
    if (!this.isMigrating) {
      const hooks = new HookRunner(machine, execution);
      this.usage = addReserved(this.usage, hooks.reserved());
      hooks.run("begin");
    }
    this.record({ type: "Initialization" }, 0);
  }

  /**
   * Checks, fee, call, what the fee was too much, shares of the rest, verdict: all or (on a throw) nothing. The block has
   * room for what the call may weigh at most; it counts what it did weigh, and so does the fee.
   */
  private run(extrinsic: Extrinsic): { readonly outcome: Outcome; readonly fee: bigint; readonly usage: Usage } {
    const { execution, machine } = this;
    const { call, signed, bytes } = extrinsic;
    const operational = machine.isOperational(extrinsic, execution.overlay);
    if (this.isMigrating && (!operational || extrinsic.bare)) throw transactionErrors.Migrating();
    const enclave = checkTurn(machine, execution.overlay, extrinsic, execution.block.number);
    const { declared, lane } = this.claimOf(extrinsic, operational, enclave);
    addUsage(this.usage, lane, declared, bytes.length);
    if (enclave) expectAllowance(execution, enclave, partOfBlock(declared, bytes.length));
    const prices = pricesIn(execution.overlay); // those that it began with, whatever the call does
    const feeOf = (weight: Weight) => (signed ? totalFee(feeParts(prices, weight, bytes.length)) : 0n);
    const origin = this.admit(extrinsic, feeOf(declared), enclave);
    const before = execution.used;
    const weighed = () => leastWeight(declared, subtractWeights(execution.used, before));
    const dueNow = () => (execution.isFree ? 0n : feeOf(weighed()));
    const settle = () => {
      if (!signed) return;
      const due = dueNow();
      returnFee(execution, signed.signer, feeOf(declared) - due);
      shareFee(execution, signed.signer, due, signed.extra.tip);
    };
    // Inside, because messages tell values as the whole extrinsic leaves them; again when all that was undone.
    const outcome = execution.dispatch(call, origin, settle);
    if (!outcome.ok || execution.isSpeculative) settle();
    const weight = weighed();
    const fee = dueNow();
    const usage = addUsage(this.usage, lane, weight, bytes.length);
    if (enclave) owe(execution, enclave, partOfBlock(weight, bytes.length) + (outcome.ok ? 0 : allowance.ofFailure));
    const info: DispatchInfo = {
      weight,
      class: { type: operational ? "Operational" : "Normal" },
      pays_fee: { type: signed && !execution.isFree ? "Yes" : "No" },
    };
    const { emit } = execution.of(system);
    if (outcome.ok) emit.ExtrinsicSuccess({ dispatch_info: info });
    else emit.ExtrinsicFailed({ dispatch_error: outcome.error, dispatch_info: info });
    return { outcome, fee, usage };
  }

  /** How much room an extrinsic asks for, and whose. An enclave's call has none unless it can succeed. */
  private claimOf(extrinsic: Extrinsic, operational: boolean, enclave: Hex | undefined): Claim {
    const { machine, execution } = this;
    const { call, bare } = extrinsic;
    if (!bare || enclave === undefined)
      return { declared: machine.weigh(call), lane: operational ? "operational" : "normal" };
    const declared = machine.weighAlone(call, judge(machine, execution, extrinsic, enclave));
    if (this.sessions.has(bare.session)) return { declared, lane: "again" };
    return { declared, lane: machine.enclavesOf(call)?.isOnce ? "once" : "bare" };
  }

  /** Takes the fee and uses up the nonce or sequence number. */
  private admit({ signed, bare }: Extrinsic, fee: bigint, enclave: Hex | undefined): Origin {
    const { execution } = this;
    if (signed) {
      const { account } = execution.of(system).state;
      try {
        chargeFee(execution, signed.signer, fee, signed.extra.tip);
      } catch (error) {
        throw paymentError(error);
      }
      const info = account.get(signed.signer);
      account.put(signed.signer, { ...info, nonce: info.nonce + 1 });
      return signedBy(signed.signer);
    }
    if (!bare || enclave === undefined) return none;
    const { workers } = execution.of(attestation).state;
    const worker = workers.get(enclave);
    if (worker) workers.put(enclave, { ...worker, bareSequence: worker.bareSequence + 1n });
    return originOf(attestation, "Enclave", { identity: enclave, session: bare.session });
  }

  /** Lists the events from this one on: something of that phase caused them. */
  record(phase: Phase, from: number): readonly Event[] {
    const events = this.execution.events.slice(from);
    for (const event of events) this.records.push(recordOf(phase, event));
    return events;
  }
}

interface Claim {
  readonly declared: Weight;
  readonly lane: Lane;
}

const recordOf = (phase: Phase, event: Event): EventRecord => ({ phase, event, topics: [] });
