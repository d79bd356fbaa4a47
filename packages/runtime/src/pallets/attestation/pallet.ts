import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { attestationCalls } from "./calls.ts";
import { attestationGenesis } from "./genesis.ts";
import { attestation } from "./spec.ts";

const keys = storageKeys(attestation);

export const attestationPallet = joinPallet(attestation, {
  uses: [balances, system],
  calls: attestationCalls,
  genesis: attestationGenesis,
  // Enclaves and their secrets are sealed to the genesis hash of the network that ends.
  carryOver: carry(attestation, { workers: "ends", sessions: "ends" }),
  touchedKeys: {
    extrinsic: ({ bare }) => (bare ? [keys.sessions.key(bare.session), keys.policy.key()] : []),
  },
});
