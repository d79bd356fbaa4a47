import type { Hex } from "@pha/codec";
import type { Call } from "@pha/frame";
import { encodeCall, encodeSigned, immortal, multiSignature, signingPayload } from "@pha/runtime/spec";
import type { Signer } from "@pha/sdk";

/** What an extrinsic is made of. */
export interface Making {
  readonly genesisHash: Hex;
  readonly nonce: number;
  /** Who signs, if not the account it is for. */
  readonly by?: Signer;
}

/** Signs a call by hand. The extrinsic never expires. */
export async function signCall(signer: Signer, call: Call, { genesisHash, nonce, by }: Making): Promise<Uint8Array> {
  const extra = { era: immortal, nonce, tip: 0n };
  const signature = await (by ?? signer).sign(signingPayload(encodeCall(call), extra, { genesisHash }));
  return encodeSigned(signer.accountId, multiSignature(signer.scheme, signature), extra, call);
}
