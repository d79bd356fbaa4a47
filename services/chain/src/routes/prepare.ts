import { type AccountId, encode, type Hex, type Json, type JsonContext } from "@pha/codec";
import type { Call, CallSpec } from "@pha/frame";
import { type Era, type Extra, eraBirth, immortal, mortalEra, type SigningContext } from "@pha/runtime/spec";
import type { Ledger } from "../ledger.ts";
import { findPallet } from "./decode.ts";
import { errors } from "./errors.ts";

/** For how many blocks a prepared extrinsic is valid, unless the caller wants it otherwise. */
const LIFETIME_BLOCKS = 64;

/**
 * A call from the names and JSON arguments that people write.
 *
 * @throws `chain-api.UnknownCall`; a codec error that names the argument.
 */
export function callFromJson(
  { runtime }: Ledger,
  { pallet: palletName, call: name, args }: { readonly pallet: string; readonly call: string; readonly args: Json },
  context: JsonContext,
): Call {
  const pallet = findPallet(runtime, palletName);
  const calls = (pallet?.calls ?? {}) as Readonly<Record<string, CallSpec>>;
  const spec = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (pallet === undefined || spec === undefined) throw errors.UnknownCall({ pallet: palletName, call: name });
  return { type: pallet.name, value: { type: name, value: spec.type.fromJson(args, context) } };
}

/** What the signer may choose. */
export interface Choices {
  readonly nonce?: number | undefined;
  readonly tip?: bigint | undefined;
  /** Blocks; 0 for ever. */
  readonly lifetime?: number | undefined;
}

/** A call with everything that is signed beside it, from the ledger as it is now. */
export interface Prepared {
  readonly call: Call;
  readonly callBytes: Uint8Array;
  readonly extra: Extra;
  readonly context: SigningContext;
}

/** Fills in nonce and era for the next extrinsic of an account. */
export async function prepare(
  ledger: Ledger,
  from: AccountId,
  call: Call,
  { nonce, tip = 0n, lifetime = LIFETIME_BLOCKS }: Choices = {},
): Promise<Prepared> {
  const { number } = ledger.finalized;
  const era = lifetime === 0 ? immortal : mortalEra(lifetime, number);
  const extra = { era, nonce: nonce ?? (await ledger.nextNonce(from)), tip };
  return { call, callBytes: encode(ledger.runtime.callType, call), extra, context: await signingContext(ledger, era) };
}

async function signingContext(ledger: Ledger, era: Era): Promise<SigningContext> {
  const genesisHash = ledger.genesis.hash;
  if (era.type === "Immortal") return { genesisHash };
  const eraBlockHash = (await ledger.findHash(eraBirth(era, ledger.finalized.number))) as Hex;
  return { genesisHash, eraBlockHash };
}
