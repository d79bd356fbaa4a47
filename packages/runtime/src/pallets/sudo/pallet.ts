import { joinPallet } from "../../pallet.ts";
import { system } from "../system/spec.ts";
import { byKey, sudoCalls } from "./calls.ts";
import { sudoGenesis } from "./genesis.ts";
import { sudo } from "./spec.ts";

export const sudoPallet = joinPallet(sudo, {
  calls: sudoCalls,
  uses: [system],
  origins: { key: byKey },
  genesis: sudoGenesis,
});
