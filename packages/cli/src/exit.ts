/** Exit codes. */
export const exit = { ok: 0, failed: 1, usage: 2, unreachable: 3, unverified: 4 } as const;
