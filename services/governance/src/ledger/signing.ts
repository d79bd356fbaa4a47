import type { AccountId, Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Era, type Extra, eraBirth, immortal, mortalEra, type SigningContext, system } from "@pha/runtime/spec";
import type { Head } from "./snapshot.ts";

/** Who signs, and what of it was chosen. */
interface Signing {
  readonly from: AccountId;
  readonly nonce: number | undefined;
  readonly tip: bigint;
  /** Blocks; 0 for ever. */
  readonly lifetime: number;
}

/** What is signed beside a call that is prepared at a block. */
export function signedBeside(
  state: StateView,
  { head, genesisHash }: { readonly head: Head; readonly genesisHash: Hex },
  { from, nonce, tip, lifetime }: Signing,
): { readonly extra: Extra; readonly context: SigningContext } {
  const { account, lastRuntimeUpgrade } = readState(system, state);
  const specVersion = lastRuntimeUpgrade.get()?.spec_version;
  const era = lifetime === 0 ? immortal : mortalEra(lifetime, head.number);
  const eraBlockHash = birthHash(state, head, era);
  return {
    extra: { era, nonce: nonce ?? account.get(from).nonce, tip },
    context: { genesisHash, ...(specVersion !== undefined && { specVersion }), ...(eraBlockHash && { eraBlockHash }) },
  };
}

/** The hash of an era's first block; that of a long era may lie a little behind the head. */
function birthHash(state: StateView, head: Head, era: Era): Hex | undefined {
  if (era.type === "Immortal") return undefined;
  const birth = eraBirth(era, head.number);
  return birth === head.number ? head.hash : readState(system, state).blockHash.get(birth);
}
