/** How clients wait between tries. It is one object so that tests can let the time pass at once. */
export const waiting = {
  /** Waits. */
  pause: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),

  /** How long to wait before try number `attempt` (from 1): 50 ms, doubling up to 2 s, each time a little different. */
  backoffMs: (attempt: number): number => Math.min(2_000, 50 * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2),
};
