import { collectiveContract } from "../collective/contract.ts";

export const council = collectiveContract(
  "Council",
  23,
  "The elected body: it proposes referenda, and spends the treasury.",
);
