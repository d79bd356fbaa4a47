import { readState } from "@pha/frame";
import { callApi, metadata } from "../apis/handlers.ts";
import { decodeExtrinsic } from "../extrinsic/extrinsic.ts";
import { isBareCall, pallets } from "../pallets.ts";
import type { Runtime } from "../runtime.ts";
import { system } from "../system/spec.ts";
import { feeParts, totalFee } from "../transaction-payment/fees.ts";
import { version } from "../version.ts";
import { Block } from "./block.ts";
import { genesisState } from "./genesis.ts";
import { chainAfter, signatureCheck } from "./signature.ts";
import { blockKeys, keysOf } from "./touched-keys.ts";
import { validate } from "./validity.ts";

/** The state transition of this version. */
export const runtime: Runtime = {
  version,
  pallets,
  metadata,
  decodeExtrinsic: (bytes) => decodeExtrinsic(bytes, isBareCall),
  signatureCheck,
  chainAfter,
  validate,
  keysOf,
  blockKeys,
  startBlock: (state, parent, start) => new Block(state, parent, start),
  call: callApi,
  genesis: genesisState,
  fee: ({ call, bytes, signed }) => (signed ? totalFee(feeParts(call, bytes.length)) : 0n),
  nonce: (state, account) => readState(system, state).account.get(account).nonce,
};
