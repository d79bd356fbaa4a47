import { reasonOf } from "./judges.ts";
import type { Claim } from "./record.ts";

/** Whether a worker says that it could not go on: no other word than that of who did, and it may come to one yet. */
export const isStuck = ({ status }: Claim): boolean => status.type === "Stuck";

/** Whether two claims are equal in all fields. */
export const isSame = (a: Claim, b: Claim): boolean =>
  a.stateHeight === b.stateHeight &&
  a.stateTag === b.stateTag &&
  a.effectsRoot === b.effectsRoot &&
  a.receiptsRoot === b.receiptsRoot &&
  a.gas === b.gas &&
  a.stateKib === b.stateKib &&
  a.status.type === b.status.type &&
  reasonOf(a) === reasonOf(b);
