import { CodedError, equalBytes, type Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import type { Env } from "@pha/frame";
import { type Header, readDigest, sealMessage, verifySeal } from "@pha/light-client";
import { system } from "../system/spec.ts";
import { validators } from "../validators/spec.ts";
import type { Deed } from "./offence.ts";
import { offences } from "./spec.ts";

const { errors } = offences;

type DoubleSeal = Extract<Deed, { readonly type: "DoubleSeal" }>;

const verify = (key: Hex, message: Uint8Array, signature: Hex): boolean =>
  verifySignature("ed25519", key, message, signature);

/** @throws `Offences.NotSigned` */
function roundOf(header: Header): number {
  try {
    return readDigest(header).round;
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    throw errors.NotSigned({ statement: "Seal" }, cause);
  }
}

/**
 * That an author has sealed two blocks of one round on a block of this chain, whose hash is still known: what is sealed
 * names no network. Each signature is verified once.
 *
 * @throws `Offences.NoContradiction`, `Offences.NotSigned`, `Offences.NotInOffice`
 */
export function findDoubleSeal(env: Env, author: Hex, first: Header, second: Header): DoubleSeal {
  const { number, parentHash } = first;
  const round = roundOf(first);
  const isOnePlace = second.number === number && second.parentHash === parentHash && roundOf(second) === round;
  if (!isOnePlace || equalBytes(sealMessage(first), sealMessage(second)))
    throw errors.NoContradiction({ first: number, second: second.number });
  if (number === 0 || env.of(system).state.blockHash.get(number - 1) !== parentHash)
    throw errors.NotSigned({ statement: "Seal", reason: "not on a block that is known here" });
  if (!env.of(validators).state.authors.get().includes(author)) throw errors.NotInOffice({ signer: author, number });
  for (const header of [first, second])
    if (!verifySeal(header, [author], verify)) throw errors.NotSigned({ statement: "Seal" });
  return { type: "DoubleSeal", value: { author, number, round } };
}
