import { type AccountId, CodedError, encode, type Hex, isOf, toHex, u32, u64 } from "@pha/codec";
import { Execution, type Implementation, readState, type StateView, type Units } from "@pha/frame";
import { eraBirth, eraDeath } from "../extrinsic/era.ts";
import { errors } from "../extrinsic/errors.ts";
import type { Extrinsic } from "../extrinsic/extrinsic.ts";
import { attestation, type Role } from "../pallets/attestation/spec.ts";
import { type Standing, standingOf } from "../pallets/attestation/standing.ts";
import { reducible } from "../pallets/balances/reducible.ts";
import { balances } from "../pallets/balances/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";
import { feeParts, pricesIn, totalFee } from "../pallets/transaction-payment/fees.ts";
import type { PoolContext, Validity } from "../runtime.ts";
import { addUsage, emptyUsage } from "./limits.ts";
import type { Machine } from "./machine.ts";

/** How far ahead of its account a nonce, or of its session a sequence number, may wait in the pool. */
const maxAhead = 64;

const zeros: Hex = `0x${"00".repeat(32)}`;

const operationalPriority = 1n << 63n;
const forever = (1n << 64n) - 1n;

/** The part of an extrinsic's validity that depends on the state: who speaks, in which order. */
interface Turn {
  /** Number that this extrinsic carries, and the one whose turn it is. */
  readonly given: bigint;
  readonly expected: bigint;
  readonly tag: (number: bigint) => Hex;
  /** The enclave that speaks, if one does. */
  readonly enclave: Hex | undefined;
}

/**
 * Whether an extrinsic may wait in the pool, judged in the context of the block after `number`.
 *
 * @throws a `transaction` error; NotLoaded
 */
export function validate(
  machine: Machine,
  state: StateView,
  extrinsic: Extrinsic,
  { number, returning = false }: PoolContext,
): Validity {
  const { call, signed, bare, bytes } = extrinsic;
  const { given, expected, tag, enclave } = turnOf(machine, state, extrinsic);
  const operational = machine.isOperational(extrinsic, state);
  const weight = machine.weigh(call);
  const ofEnclave = machine.enclavesOf(call)?.isOnce ? "once" : "bare";
  addUsage(emptyUsage, bare ? ofEnclave : operational ? "operational" : "normal", weight, bytes.length);
  if (given < expected) throw errors.Stale({ expected, given });
  if (!returning && given > expected + BigInt(maxAhead)) throw errors.Future({ expected, given });
  if (enclave && given === expected && !returning) judgeNow(machine, state, extrinsic, enclave, number + 1);
  const fee = signed ? totalFee(feeParts(pricesIn(state), weight, bytes.length)) : 0n;
  const tip = signed?.extra.tip ?? 0n;
  const funds = signed && fundsOf(state, signed.signer);
  if (funds !== undefined && !returning && funds < fee + tip) throw errors.Payment({ needed: fee + tip, free: funds });
  const death = signed && eraDeath(signed.extra.era, number + 1);
  const highest = operationalPriority - 1n;
  return {
    priority: (operational ? operationalPriority : 0n) + (tip < highest ? tip : highest),
    requires: given > expected ? [tag(given - 1n)] : [],
    provides: [tag(given)],
    longevity: death === undefined ? forever : BigInt(death - (number + 1)),
    operational,
    fee,
    ...(funds !== undefined && { funds }),
  };
}

/**
 * Checks that it is this extrinsic's turn in the block that is being built.
 *
 * @returns the enclave that speaks, if one does
 * @throws a `transaction` error; NotLoaded
 */
export function checkTurn(machine: Machine, state: StateView, extrinsic: Extrinsic, number: number): Turn["enclave"] {
  const { given, expected, enclave } = turnOf(machine, state, extrinsic);
  if (given < expected) throw errors.Stale({ expected, given });
  if (given > expected) throw errors.Future({ expected, given });
  expectBirth(state, extrinsic, number);
  return enclave;
}

/** @throws `transaction.AncientBirthBlock` for one whose era began at a block whose hash is not kept any more */
function expectBirth(state: StateView, { signed }: Extrinsic, number: number): void {
  const era = signed?.extra.era;
  if (era?.type !== "Mortal") return;
  const birth = eraBirth(era, number);
  if (!readState(system, state).blockHash.has(birth)) throw errors.AncientBirthBlock({ birth });
}

function turnOf(machine: Machine, state: StateView, { call, signed, bare }: Extrinsic): Turn {
  if (signed) {
    const { signer, extra } = signed;
    if (/^0x0+$/.test(signer)) throw errors.BadSigner({ reason: "the account of all zeros" });
    const { nonce } = readState(system, state).account.get(signer);
    const tag = (of: bigint): Hex => `${signer}${toHex(encode(u32, Number(of))).slice(2)}` as Hex;
    return { given: BigInt(extra.nonce), expected: BigInt(nonce), tag, enclave: undefined };
  }
  if (!bare) throw errors.Call({ reason: "neither signed nor an enclave's" });
  const { session, sequence } = bare;
  const tag = (of: bigint): Hex => `${session}${toHex(encode(u64, of)).slice(2)}` as Hex;
  const { identity, role, sequence: expected } = sessionOf(state, session);
  const required = machine.enclavesOf(call)?.role;
  if (role !== required) throw errors.BadSigner({ reason: "an enclave of another role", role, required });
  return { given: sequence, expected, tag, enclave: identity };
}

const notStanding: Readonly<Record<Exclude<Standing, "valid">, string>> = {
  "program-denied": "its program is not allowed any more",
  "platform-denied": "its platform is denied",
  "tcb-denied": "its platform's TCB is not accepted any more",
  expired: "its attestation has expired",
};

/**
 * The enclave that a session speaks for, and its next sequence number.
 *
 * @throws `transaction.BadSigner` unless it is the newest session of an enclave whose program and platform still count and whose
 *   attestation has not expired.
 */
function sessionOf(
  state: StateView,
  session: Hex,
): { readonly identity: Hex; readonly role: Role["type"]; readonly sequence: bigint } {
  const { sessions, workers, policy, platforms } = readState(attestation, state);
  const identity = sessions.get(session);
  const worker = identity === undefined ? undefined : workers.get(identity);
  if (identity === undefined || worker?.session.signKey !== session)
    throw errors.BadSigner({ reason: "not the newest session of a registered enclave" });
  const rules = { policy: policy.get(), platforms: platforms.get() };
  const standing = standingOf(rules, worker, readState(timestamp, state).now.get());
  if (standing !== "valid") throw errors.BadSigner({ reason: notStanding[standing] });
  return { identity, role: worker.role.type, sequence: worker.bareSequence };
}

/**
 * Judges a bare extrinsic whose turn it is, before it is done.
 *
 * @returns the units of its work, as far as the state tells them
 * @throws `transaction.CallRefused` with the facts of what refuses it
 */
export function judge(machine: Machine, execution: Execution, { call }: Extrinsic, enclave: Hex): Units {
  try {
    const env = execution.envOf(machine.implementations.get(call.type) as Implementation);
    return machine.enclavesOf(call)?.judge(env, enclave, call.value.value) ?? {};
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    throw errors.CallRefused({ reason: error.code }, error);
  }
}

/** Judges an enclave's extrinsic as the next block would. @throws `transaction.CallRefused`; NotLoaded */
function judgeNow(machine: Machine, state: StateView, extrinsic: Extrinsic, enclave: Hex, number: number): void {
  const execution = new Execution(state, { ...unknownBlock, number }, machine.implementations);
  execution.step(() => judge(machine, execution, extrinsic, enclave));
}

/** A block that is not made yet: judgements look at its number alone. */
const unknownBlock = { parentHash: zeros, genesisHash: zeros, timeMs: 0n } as const;

/** What an account can pay and live on. */
const fundsOf = (state: StateView, account: AccountId): bigint =>
  reducible(readState(system, state).account.get(account), true);

/** Turns what the fee's withdrawal throws into the extrinsic's error. */
export function paymentError(error: unknown): unknown {
  return isOf(balances.errors, error) ? errors.Payment(error.data, error) : error;
}
