/** What state and wire have room for. Governance sets less: what one block can count. */
export const electionLimits = { votes: 16, seats: 100, candidates: 1_000, voters: 10_000 } as const;
