import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { grantsCalls, judgeLog } from "./calls.ts";
import { grants } from "./spec.ts";

export const grantsPallet = joinPallet(grants, {
  uses: [gatekeepers],
  calls: grantsCalls,
  units: { log: { grants: ({ grants: batch }) => batch.length } },
  enclaves: { role: "Gatekeeper", judges: { log: judgeLog } },
  carryOver: carry(grants, { newest: "ends" }),
});
