import { fromHex, type Hex } from "@pha/codec";
import { sha256, verifyListProof } from "@pha/crypto";
import { eventOf, readState, storageKeys } from "@pha/frame";
import { openWitness } from "@pha/light-client";
import { system, transactionPayment } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import { type Chain, proveAt } from "../ledger/chain.ts";
import type { Follower } from "../ledger/follower.ts";
import { waiting } from "../transport/waiting.ts";
import { provenEvents } from "./inclusion.ts";

/** A transaction that was signed. */
export interface Claimed {
  readonly extrinsic: Uint8Array;
  readonly hash: Hex;
  readonly account: Hex;
  readonly nonce: number;
  /** The certified block that it was born at: no block up to there can hold it. */
  readonly birth: number;
}

/** How often the ledger is asked whether a nonce was used. */
const looks = 10;

/**
 * Whether another transaction used the nonce of this one, so that this one can never run and a second may be signed in its
 * place. A chain that is believed when it says so gets several signatures for one payment, and can have all of them executed.
 *
 * It is proven by the account's nonce in certified states, by the fees that it paid in the block where that moved on, and by
 * what lies at the places of these.
 *
 * @returns false when it is this very transaction that ran
 * @throws `sdk.NonceFree` when no certified block bears the chain out
 */
export async function wasOvertaken(chain: Chain, follower: Follower, claimed: Claimed): Promise<boolean> {
  const { account, nonce, birth } = claimed;
  if ((await nonceAt(chain, follower, account, birth)) > nonce) return true;
  const head = await waitUntilUsed(chain, follower, claimed);
  let [before, at] = [birth, head];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if ((await nonceAt(chain, follower, account, middle)) > nonce) at = middle;
    else before = middle;
  }
  return !(await isAmongPaid(chain, follower, claimed, at));
}

/** The number of a certified block in whose state the nonce is used. */
async function waitUntilUsed(chain: Chain, follower: Follower, { account, nonce, hash }: Claimed): Promise<number> {
  for (let look = 1; look <= looks; look++) {
    const { number } = (await follower.refresh()).header;
    if ((await nonceAt(chain, follower, account, number)) > nonce) return number;
    await waiting.pause(waiting.backoffMs(look));
  }
  throw errors.NonceFree({ transaction: hash, nonce });
}

async function nonceAt(chain: Chain, follower: Follower, account: Hex, number: number): Promise<number> {
  const { witness, header, certificate } = await proveAt(chain, number, [storageKeys(system).account.key(account)]);
  if (header.number !== number) throw errors.CertificateMissing({ number });
  await follower.check({ header, certificate });
  const proven = openWitness(header.stateRoot, witness);
  return readState(system, { get: (key) => proven.get(key) }).account.get(account).nonce;
}

/** Whether a transaction is one of those that its account paid for in a block. */
async function isAmongPaid(chain: Chain, follower: Follower, { account, extrinsic }: Claimed, number: number) {
  const { header, records } = await provenEvents(chain, follower, number);
  const places = records.flatMap(({ phase, event }) => {
    const isPaid = eventOf(transactionPayment, "TransactionFeePaid", event)?.who === account;
    return isPaid && phase.type === "ApplyExtrinsic" ? [phase.value] : [];
  });
  for (const index of places) {
    const { count, extrinsic: there, siblings } = await chain.blocks.extrinsic({ block: String(number), index });
    const path = siblings.map(fromHex);
    if (!verifyListProof(fromHex(header.extrinsicsRoot), count, index, there, path, sha256))
      throw errors.PlaceNotProven({ block: number, index });
    if (isSame(there, extrinsic)) return true;
  }
  if (places.length === 0) throw errors.PlaceNotProven({ block: number });
  return false;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
