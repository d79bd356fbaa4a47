/** How often backends are looked at. */
export interface Pace {
  /** Between two lookups of the names. */
  readonly lookUpMs: number;
  /** Between two probes of one backend. */
  readonly pauseMs: number;
  /** A probe without an answer in this time has failed. */
  readonly answerMs: number;
}

export const usualPace: Pace = { lookUpMs: 2_000, pauseMs: 1_000, answerMs: 3_000 };
