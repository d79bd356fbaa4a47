import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { lengthOfCall } from "../../references.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { proxyCalls } from "./calls.ts";
import { proxy } from "./spec.ts";
import { passes } from "./types.ts";

export const proxyPallet = joinPallet(proxy, {
  uses: [balances, system],
  calls: proxyCalls,
  filters: { Type: passes },
  units: { proxy_announced: { bytes: ({ call }) => lengthOfCall(call) } },
  // They wait for blocks of the network that ends.
  carryOver: carry(proxy, { announcements: "ends" }),
});
