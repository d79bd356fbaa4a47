import { collectiveContract } from "../collective/contract.ts";

export const technicalCommittee = collectiveContract(
  "TechnicalCommittee",
  24,
  "Who knows the code: it hastens referenda that the council has put into the queue.",
);
