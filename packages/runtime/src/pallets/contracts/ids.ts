import { type AccountId, concat, encode, fromHex, type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { Reason } from "./reason.ts";

/** Hash under which code is stored: SHA-256. */
export const codeHashOf = (code: Uint8Array): Hex => toHex(sha256(code));

const label = utf8("phala/contract/v1");

/** Parts of a contract's id. */
export interface ContractOrigin {
  readonly deployer: AccountId;
  readonly cluster: number;
  readonly codeHash: Hex;
  /** At most 32 bytes; another one gives the same deployer another contract of the same code. */
  readonly salt: Uint8Array;
}

/** `SHA-256("phala/contract/v1" ‖ deployer ‖ u32 cluster ‖ code hash ‖ salt)`. */
export const contractId = ({ deployer, cluster, codeHash, salt }: ContractOrigin): Hex =>
  toHex(sha256(concat(label, fromHex(deployer), u32be(cluster), fromHex(codeHash), salt)));

/** SHA-256 of a reason's bytes: what reports agree on. */
export const reasonHash = (reason: Reason): Hex => toHex(sha256(encode(Reason, reason)));
