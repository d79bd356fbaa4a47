import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { assets } from "../assets/spec.ts";
import { assetsRegistry } from "../assets-registry/spec.ts";
import { balances } from "../balances/spec.ts";
import { foreignFinality } from "../foreign-finality/spec.ts";
import { lanes } from "../lanes/spec.ts";
import { xTransferCalls } from "./calls.ts";
import { xTransfer } from "./spec.ts";

const bytesOf = ({ message }: { readonly message: Uint8Array }): number => message.length;

export const xTransferPallet = joinPallet(xTransfer, {
  uses: [assets, assetsRegistry, balances, foreignFinality, lanes],
  calls: xTransferCalls,
  units: { deliver: { bytes: bytesOf }, expire: { bytes: bytesOf }, announce: { bytes: bytesOf } },
  carryOver: carry(xTransfer, {
    ...{ sent: "ends", sentBy: "ends", arrived: "ends", arrivedFor: "ends", announced: "ends", owed: "ends" },
  }),
});
