import { readState } from "@pha/frame";
import { callApi, metadata } from "../apis/handlers.ts";
import { decodeExtrinsic } from "../extrinsic/extrinsic.ts";
import { signingPayload } from "../extrinsic/signing.ts";
import type { Host } from "../host.ts";
import { implementationsOn } from "../implementations.ts";
import { system } from "../pallets/system/spec.ts";
import { feeParts, totalFee } from "../pallets/transaction-payment/fees.ts";
import { isBareCall, pallets, RuntimeCall } from "../pallets.ts";
import type { Runtime } from "../runtime.ts";
import { version } from "../version.ts";
import { Block } from "./block.ts";
import { carryOver } from "./carry-over.ts";
import { genesisState } from "./genesis.ts";
import { chainAfter, signatureCheck } from "./signature.ts";
import { blockKeys, keysOf } from "./touched-keys.ts";
import { validate } from "./validity.ts";

/** The state transition of this version. */
export function makeRuntime(host: Pick<Host, "inspect">): Runtime {
  const implementations = implementationsOn(host);
  return {
    version,
    pallets,
    callType: RuntimeCall,
    metadata,
    decodeExtrinsic: (bytes) => decodeExtrinsic(bytes, isBareCall),
    signingPayload,
    signatureCheck,
    chainAfter,
    validate,
    keysOf,
    blockKeys,
    startBlock: (state, parent, start) => new Block(implementations, state, parent, start),
    call: callApi,
    genesis: genesisState,
    carryOver,
    fee: ({ call, bytes, signed }) => (signed ? totalFee(feeParts(call, bytes.length)) : 0n),
    nonce: (state, account) => readState(system, state).account.get(account).nonce,
  };
}
