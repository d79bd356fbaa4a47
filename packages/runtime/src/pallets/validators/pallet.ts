import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { validatorsCalls } from "./calls.ts";
import { validatorsCarryOver } from "./carry-over.ts";
import { validatorsGenesis } from "./genesis.ts";
import { validators } from "./spec.ts";

const keys = storageKeys(validators);

export const validatorsPallet = joinPallet(validators, {
  calls: validatorsCalls,
  genesis: validatorsGenesis,
  carryOver: validatorsCarryOver,
  touchedKeys: {
    block: () => [keys.set.key(), keys.changedAt.key(), keys.authors.key(), keys.beneficiary.key()],
  },
});
