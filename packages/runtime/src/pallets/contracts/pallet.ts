import type { Hex } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { messages } from "../messages/spec.ts";
import { system } from "../system/spec.ts";
import { contractsCalls } from "./calls.ts";
import { contracts } from "./spec.ts";

export const contractsPallet = joinPallet(contracts, {
  uses: [clusters, messages, system],
  calls: contractsCalls,
  // The keys of contracts belong to gatekeepers that end; code is public and stays.
  carryOver: carry(contracts, {
    list: "ends",
    contracts: "ends",
    keyVotes: "ends",
    stateVotes: "ends",
  }),
  touchedKeys: {
    extrinsic({ call }) {
      const { contract } = call.value.value as { readonly contract?: Hex };
      return call.type === contracts.name && contract ? [storageKeys(contracts).contracts.key(contract)] : [];
    },
  },
});
