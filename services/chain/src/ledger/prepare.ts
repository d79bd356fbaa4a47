import { usualLifetime } from "@pha/api";
import { type AccountId, encode, type Hex } from "@pha/codec";
import type { Call } from "@pha/frame";
import { type Era, type Extra, eraBirth, immortal, mortalEra, type SigningContext } from "@pha/runtime/spec";
import type { Ledger } from "./ledger.ts";

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
  { nonce, tip = 0n, lifetime = usualLifetime }: Choices = {},
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
