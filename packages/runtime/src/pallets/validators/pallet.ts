import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { validatorsCalls } from "./calls.ts";
import { validatorsCarryOver } from "./carry-over.ts";
import { validatorsGenesis } from "./genesis.ts";
import { validators } from "./spec.ts";

const keys = storageKeys(validators);

export const validatorsPallet = joinPallet(validators, {
  uses: [balances, timestamp],
  calls: validatorsCalls,
  genesis: validatorsGenesis,
  carryOver: validatorsCarryOver,
  touchedKeys: {
    block: () => [keys.set.key(), keys.changedAt.key(), keys.authors.key(), keys.beneficiary.key()],
  },
});
