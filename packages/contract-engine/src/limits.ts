/** Limits of one call. All but `wallMs` give the same outcome on every machine. */
export interface Limits {
  /** One unit is about one loop turn or function call; counted in steps of 10,000. */
  readonly gas: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
  /** UTF-8 bytes of the arguments and of the result, as JSON. */
  readonly argumentBytes: number;
  readonly outputBytes: number;
  /** UTF-8 bytes of the result of a command, in place of `outputBytes`: it travels in a receipt. */
  readonly commandOutputBytes: number;
  /** UTF-8 bytes of one state key and of one state value. */
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** State entries that one call may write or delete. */
  readonly writes: number;
  /** What all entries of a contract cost: see `entryCost`. */
  readonly stateBytes: number;
  /** UTF-8 bytes of log lines kept; what comes later is dropped. */
  readonly logBytes: number;
  /** A query ends here by itself; at twice this time the thread of any call is ended. */
  readonly wallMs: number;
}

/** The network's limits. */
export const defaultLimits: Limits = {
  gas: 20_000_000,
  memoryBytes: 16 << 20,
  stackBytes: 128 << 10,
  argumentBytes: 256 << 10,
  outputBytes: 256 << 10,
  commandOutputBytes: 4 << 10,
  keyBytes: 256,
  valueBytes: 64 << 10,
  writes: 4_096,
  stateBytes: 16 << 20,
  logBytes: 16 << 10,
  wallMs: 10_000,
};
