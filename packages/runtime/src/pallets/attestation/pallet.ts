import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { attestationCalls } from "./calls.ts";
import type { CollateralPiece } from "./collateral.ts";
import { attestationGenesis } from "./genesis.ts";
import { attestationHooks } from "./hooks.ts";
import { attestation } from "./spec.ts";

const keys = storageKeys(attestation);

function lengthOf({ type, value }: CollateralPiece): number {
  if (type === "RootCrl") return value.list.length;
  return value.chain.length + (type === "PckCrl" ? value.list : value.body).length;
}

export const attestationPallet = joinPallet(attestation, {
  uses: [balances, system, timestamp],
  calls: attestationCalls,
  units: {
    // The second byte of a quote says its kind: Intel's hardware brings chains of certificates.
    register_worker: { hardware: ({ quote }) => (quote[1] === 1 ? 1 : 0) },
    submit_collateral: { bytes: ({ piece }) => lengthOf(piece) },
  },
  hooks: attestationHooks,
  genesis: attestationGenesis,
  // Enclaves and their secrets are sealed to the genesis hash of the network that ends.
  carryOver: carry(attestation, { workers: "ends", sessions: "ends" }),
  touchedKeys: {
    block: () => [keys.pending.key()],
    extrinsic: ({ bare }) => (bare ? [keys.sessions.key(bare.session), keys.policy.key(), keys.platforms.key()] : []),
  },
});
