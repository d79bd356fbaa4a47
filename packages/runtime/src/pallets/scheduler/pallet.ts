import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { preimage } from "../preimage/spec.ts";
import { schedulerCalls } from "./calls.ts";
import { schedulerHooks } from "./hooks.ts";
import { scheduler } from "./spec.ts";

const keys = storageKeys(scheduler);

export const schedulerPallet = joinPallet(scheduler, {
  uses: [preimage],
  calls: schedulerCalls,
  hooks: schedulerHooks,
  origins: { scheduler: rootOrHalf(council) },
  // Tasks are due at blocks of the network that ends.
  carryOver: carry(scheduler, {
    incompleteSince: "ends",
    lastAgenda: "ends",
    agenda: "ends",
    retries: "ends",
    lookup: "ends",
  }),
  touchedKeys: { block: ({ number }) => [keys.incompleteSince.key(), keys.agenda.key(number + 1)] },
});
