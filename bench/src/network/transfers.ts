import { type Hex, toHex, u32be } from "@pha/codec";
import { keypairFromSeed, sha256 } from "@pha/crypto/node";
import { makeCall } from "@pha/frame";
import { balances, immortal, type Signer, signExtrinsic } from "@pha/runtime/spec";

/** Signature schemes that are measured. */
export type Scheme = "ed25519" | "sr25519";

/** Accounts with keys, the same at every run. */
export const makeSenders = (scheme: Scheme, count: number): Signer[] =>
  Array.from({ length: count }, (_, i) => keypairFromSeed(sha256(u32be(i)), scheme));

/** Signs transfers of `senders` in turn to `receivers` in turn; a later call goes on where the last one ended. */
export function signing(senders: readonly Signer[], receivers: readonly Hex[], genesisHash: Hex) {
  let made = 0;
  return (count: number): string[] =>
    Array.from({ length: count }, () => {
      const at = made++;
      const sender = senders[at % senders.length] as Signer;
      // A step that shares no factor with the count comes to every receiver.
      const dest = { type: "Id", value: receivers[(at * 7919 + 1) % receivers.length] as Hex } as const;
      const call = makeCall(balances, "transfer_keep_alive", { dest, value: 1n });
      const extra = { era: immortal, nonce: Math.floor(at / senders.length), tip: 0n };
      return toHex(signExtrinsic(sender, call, extra, { genesisHash }));
    });
}
