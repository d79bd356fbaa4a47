import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { assets } from "../assets/spec.ts";
import { balances } from "../balances/spec.ts";
import { lanes } from "../lanes/spec.ts";
import { assetsRegistryCalls } from "./calls.ts";
import { assetsRegistryGenesis } from "./genesis.ts";
import { assetsRegistry } from "./spec.ts";

export const assetsRegistryPallet = joinPallet(assetsRegistry, {
  uses: [assets, balances, lanes],
  calls: assetsRegistryCalls,
  genesis: assetsRegistryGenesis,
  carryOver: carry(assetsRegistry, { registered: "ends", located: "ends", bridges: "ends", named: "ends" }),
});
