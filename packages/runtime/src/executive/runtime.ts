import { readState } from "@pha/frame";
import { makeCall } from "../apis/handlers.ts";
import { decodeExtrinsic } from "../extrinsic/extrinsic.ts";
import { signingPayload } from "../extrinsic/signing.ts";
import type { Pallet, PalletHost } from "../pallet.ts";
import { system } from "../pallets/system/spec.ts";
import { feeParts, pricesIn, totalFee } from "../pallets/transaction-payment/fees.ts";
import type { Runtime } from "../runtime.ts";
import { Block } from "./block.ts";
import { carryOver } from "./carry-over.ts";
import { genesisState } from "./genesis.ts";
import { makeMachine } from "./machine.ts";
import { MetadataMaker } from "./metadata.ts";
import { chainAfter, signatureCheck } from "./signature.ts";
import { blockKeys, keysOf } from "./touched-keys.ts";
import { validate } from "./validity.ts";

/** The state transition that pallets make. */
export function makeRuntime(pallets: readonly Pallet[], host: PalletHost): Runtime {
  const machine = makeMachine(pallets, host);
  const { spec, weigh, isBareCall } = machine;
  const metadata = new MetadataMaker(spec);
  const described: Pick<Runtime, "version" | "metadata" | "decodeExtrinsic"> = {
    version: spec.version,
    metadata: (of, state) => metadata.make(of, state),
    decodeExtrinsic: (bytes) => decodeExtrinsic(bytes, { callType: spec.outer.call, isBareCall }),
  };
  return {
    ...described,
    pallets: spec.pallets,
    callType: spec.outer.call,
    signingPayload,
    signatureCheck,
    chainAfter,
    validate: (state, extrinsic, context) => validate(machine, state, extrinsic, context),
    keysOf: (extrinsic) => keysOf(machine, extrinsic),
    blockKeys: (parent) => blockKeys(machine, parent),
    startBlock: (state, parent, start) => new Block(machine, state, parent, start),
    call: makeCall(machine, described),
    genesis: (chainSpec, code) => genesisState(machine, chainSpec, code),
    carryOver: (state, keys, network) => carryOver(machine, state, keys, network),
    fee: ({ call, bytes, signed }, state) =>
      signed ? totalFee(feeParts(pricesIn(state), weigh(call), bytes.length)) : 0n,
    nonce: (state, account) => readState(system, state).account.get(account).nonce,
  };
}
