import { rootOrHalf } from "../collective/origins.ts";
import { collectivePallet } from "../collective/pallet.ts";
import { council } from "../council/spec.ts";
import { technicalCommittee } from "./spec.ts";

export const technicalCommitteePallet = collectivePallet(technicalCommittee, rootOrHalf(council));
