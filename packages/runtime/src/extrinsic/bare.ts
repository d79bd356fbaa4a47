import { concat, encode, fromHex, type Hex, u64be, utf8 } from "@pha/codec";
import type { AnyPallet, ArgsOf } from "@pha/frame";
import { joinBare } from "./extrinsic.ts";

const bareLabel = utf8("phala/bare/v1");
const signatureLength = 64;

/**
 * The bytes that an enclave's session signs: `"phala/bare/v1" ‖ genesis ‖ session ‖ u64 sequence ‖ call`, where the
 * call is its SCALE without the 64 bytes of the signature that end it.
 */
export function bareMessage(genesisHash: Hex, session: Hex, sequence: bigint, callBytes: Uint8Array): Uint8Array {
  const unsigned = callBytes.subarray(0, callBytes.length - signatureLength);
  return concat(bareLabel, fromHex(genesisHash), fromHex(session), u64be(sequence), unsigned);
}

type Bare = "session" | "sequence" | "signature";

/** An enclave's session: its Ed25519 public key and what signs with it. */
export interface BareSigner {
  readonly genesisHash: Hex;
  readonly session: Hex;
  sign(message: Uint8Array): Hex;
}

/**
 * Makes and signs a bare extrinsic of an enclave: `signBare(signer, contracts, "report", { reports }, sequence)`. Knows no
 * pallet but the call's own, so that programs which use it do not change with other pallets.
 *
 * @returns bytes of the extrinsic, ready to submit by anybody.
 */
export function signBare<P extends AnyPallet, N extends keyof P["calls"] & string>(
  signer: BareSigner,
  pallet: P,
  name: N,
  args: Omit<ArgsOf<P, N>, Bare>,
  sequence: bigint,
): Uint8Array {
  const { session, genesisHash } = signer;
  const callBytes = (signature: Hex): Uint8Array =>
    concat(
      Uint8Array.of(pallet.index),
      encode(pallet.callType, { type: name, value: { ...args, session, sequence, signature } }),
    );
  const unsigned = callBytes(`0x${"00".repeat(signatureLength)}`);
  return joinBare(callBytes(signer.sign(bareMessage(genesisHash, session, sequence, unsigned))));
}
