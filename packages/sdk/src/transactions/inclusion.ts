import { errors as codecErrors, decode, fromHex, type Hex, vec } from "@pha/codec";
import { sha256, verifyListProof } from "@pha/crypto";
import { type Event, storageKeys } from "@pha/frame";
import { openWitness } from "@pha/light-client";
import { EventRecord, system } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import { type Chain, proveAt } from "../ledger/chain.ts";
import type { CertifiedBlock, Follower } from "../ledger/follower.ts";
import { throwFailureIn } from "./failure.ts";

const EventRecords = vec(EventRecord, { max: 1_000_000 });
const eventsKey = storageKeys(system).events.key();

/** A transaction in a finalized block, and what it did there: all proven. */
export interface Included {
  readonly block: CertifiedBlock;
  readonly index: number;
  readonly events: readonly Event[];
}

/** @throws `sdk.UnknownEvents` when a newer runtime than this client's deposited one of them. */
export function readEvents(bytes: Uint8Array): readonly EventRecord[] {
  try {
    return decode(EventRecords, bytes);
  } catch (error) {
    if (codecErrors.UnknownVariant.is(error)) throw errors.UnknownEvents({}, error);
    throw error;
  }
}

/**
 * All events of a finalized block, proven.
 *
 * @throws `sdk.UnknownEvents`
 */
export async function provenEvents(chain: Chain, follower: Follower, number: number) {
  const { witness, header, certificate } = await proveAt(chain, number, [eventsKey]);
  if (header.number !== number) throw errors.CertificateMissing({ number });
  const block = await follower.check({ header, certificate });
  follower.advance({ header, certificate });
  const bytes = openWitness(header.stateRoot, witness).get(eventsKey);
  return { block, header, records: bytes ? readEvents(bytes) : [] };
}

/**
 * Proves that a block is final, that it holds exactly this extrinsic, and what came of it.
 *
 * @throws `sdk.TransactionNotProven`, `sdk.UnknownEvents`; the call's own coded error when it failed, or one that it dispatched
 */
export async function proveIncluded(
  chain: Chain,
  follower: Follower,
  extrinsic: Uint8Array,
  hash: Hex,
  number: number,
): Promise<Included> {
  const [{ index, count, siblings }, { block, header, records }] = await Promise.all([
    chain.extrinsics.proof({ hash }),
    provenEvents(chain, follower, number),
  ]);
  const proof = siblings.map(fromHex);
  if (!verifyListProof(fromHex(header.extrinsicsRoot), count, index, extrinsic, proof, sha256))
    throw errors.TransactionNotProven({ transaction: hash, block: number });
  const events = records.flatMap(({ phase, event }) =>
    phase.type === "ApplyExtrinsic" && phase.value === index ? [event] : [],
  );
  throwFailureIn(events, hash);
  return { block, index, events };
}
