import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Header, headerHash } from "@pha/light-client";
import { bareMessage } from "../extrinsic/bare.ts";
import { eraBirth } from "../extrinsic/era.ts";
import { errors } from "../extrinsic/errors.ts";
import type { Extrinsic } from "../extrinsic/extrinsic.ts";
import { type SignatureCheck, signingPayload } from "../extrinsic/signing.ts";
import { system } from "../pallets/system/spec.ts";

/** The chain as signatures refer to it. */
export interface SignedChain {
  /** The best block; validity is judged in the context of the next. */
  readonly number: number;
  readonly genesisHash: Hex;
  blockHash(number: number): Hex | undefined;
}

const schemes = { Sr25519: "sr25519", Ed25519: "ed25519", Ecdsa: "ecdsa" } as const;

/**
 * The one signature of an extrinsic.
 *
 * @throws `transaction.AncientBirthBlock`, `transaction.BadProof`
 */
export function signatureCheck({ signed, bare, callBytes }: Extrinsic, chain: SignedChain): SignatureCheck {
  const { number, genesisHash } = chain;
  if (signed) {
    const { signer, signature, extra } = signed;
    const birth = eraBirth(extra.era, number + 1);
    const eraBlockHash = birth === 0 ? genesisHash : chain.blockHash(birth);
    if (eraBlockHash === undefined) throw errors.AncientBirthBlock({ birth });
    const message = signingPayload(callBytes, extra, { genesisHash, eraBlockHash });
    return { scheme: schemes[signature.type], publicKey: signer, message, signature: signature.value, birth };
  }
  if (!bare) throw errors.BadProof({ reason: "neither signed nor an enclave's" });
  const { session, sequence, signature } = bare;
  const message = bareMessage(genesisHash, session, sequence, callBytes);
  return { scheme: "ed25519", publicKey: session, message, signature, birth: 0 };
}

/**
 * The chain as it is after a block, read from its state: what the signatures of the next block's extrinsics refer to.
 * Reading a block hash may throw NotLoaded.
 */
export function signedChain(
  state: StateView,
  { number, hash, genesisHash }: { readonly number: number; readonly hash: Hex; readonly genesisHash: Hex },
): SignedChain {
  const { blockHash } = readState(system, state);
  return {
    number,
    genesisHash,
    blockHash(of) {
      if (of === number) return hash;
      return blockHash.has(of) ? blockHash.get(of) : undefined;
    },
  };
}

/** @see Runtime.chainAfter */
export function chainAfter(state: StateView, parent: Header): SignedChain {
  const hash = headerHash(parent);
  const genesisHash = parent.number === 0 ? hash : readState(system, state).blockHash.get(0);
  return signedChain(state, { number: parent.number, hash, genesisHash });
}
