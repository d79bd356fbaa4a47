import { joinPallet } from "../../pallet.ts";
import { sudoCalls } from "./calls.ts";
import { sudoGenesis } from "./genesis.ts";
import { sudo } from "./spec.ts";

export const sudoPallet = joinPallet(sudo, { calls: sudoCalls, genesis: sudoGenesis });
