/** How convictions are written: how many votes a unit is. */
export const convictionNames = ["0.1", "1", "2", "3", "4", "5", "6"] as const;

/** Sides that a vote may take. */
export const sides = ["aye", "nay", "abstain", "split"] as const;
