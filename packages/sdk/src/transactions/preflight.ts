import { type chainApi, chainApiErrors, type ReplyOf } from "@pha/api";
import { CodedError, type ErrorData } from "@pha/codec";
import { type Call, makeCall, type OriginCaller } from "@pha/frame";
import { encodeCall, transactionErrors, utility } from "@pha/runtime/spec";
import type { Chain } from "../ledger/chain.ts";
import type { Signer } from "../signer.ts";
import { throwFailure } from "./failure.ts";

/** Who would sign. */
export type Payer = Pick<Signer, "accountId" | "scheme">;

const unsignedYet = { signed: false };

/**
 * Asks what would come of a call before it is signed: one that fails in a block costs its fee all the same. By the
 * chain's word alone, on top of its newest block; what waits for the next one is not counted, and of a call that brings
 * the ledger new code only the fee is found out.
 *
 * @returns the fee without the tip, in plancks
 * @throws what the ledger would refuse the transaction with (`transaction.Payment`), or the call's own error
 *   (`Balances.InsufficientBalance`) with its facts and the fee; both say `signed: false`
 */
export async function preflight(
  chain: Chain,
  { accountId: from, scheme }: Payer,
  call: Uint8Array,
  tip = 0n,
): Promise<bigint> {
  try {
    const { fee, failures, facts } = await chain.calls.outcome({ call, from, tip, scheme });
    throwFailure(failures, { ...ownOf(failures, facts), fee: fee + tip, ...unsignedYet });
    return fee;
  } catch (error) {
    if (chainApiErrors.CodeNotRehearsed.is(error)) return BigInt(error.data["fee"] ?? 0);
    const refusal = Object.values(transactionErrors).find(({ is }) => is(error));
    throw refusal && error instanceof CodedError ? refusal({ ...error.data, ...unsignedYet }, error) : error;
  }
}

/** What a call would do, event by event. */
export type Rehearsal = Pick<ReplyOf<typeof chainApi.calls.rehearse>, "events">;

/**
 * Asks what a call would do if root, or another origin, dispatched it now. By the chain's word alone.
 *
 * @throws the call's own error
 */
export async function rehearse(chain: Chain, call: Call, as: OriginCaller | undefined): Promise<Rehearsal> {
  const carried = as ? makeCall(utility, "dispatch_as", { as_origin: as, call }) : call;
  const { events, failures, facts } = await chain.calls.rehearse({ call: encodeCall(carried) });
  throwFailure(failures, ownOf(failures, facts));
  return { events: as ? events.slice(0, -1) : events }; // the last one tells that the call was dispatched
}

/** The facts of a failure, which are those of the last, where it is the only one. */
const ownOf = (failures: readonly unknown[], facts: object): ErrorData =>
  failures.length === 1 ? (facts as ErrorData) : {};

/** Whether an error is what {@link preflight} foresaw: nothing was signed or sent. */
export const isForeseen = (error: unknown): boolean =>
  error instanceof CodedError && error.data["signed"] === unsignedYet.signed;
