/** Limits of one call. All but `wallMs` give the same outcome on every machine. */
export interface Limits {
  /** One unit is an instruction of QuickJS's WebAssembly that is more than a move. */
  readonly gas: number;
  /** Gas for evaluating a module, once, before the calls. */
  readonly loadGas: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
  /** UTF-8 bytes of the arguments and of the result, as JSON. */
  readonly argumentBytes: number;
  readonly outputBytes: number;
  /** UTF-8 bytes of the result of a command, or of a task, in place of `outputBytes`: it travels in a receipt, or to the ledger. */
  readonly commandOutputBytes: number;
  /** UTF-8 bytes of one state key and of one state value. */
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** State entries that one call may write or delete. */
  readonly writes: number;
  /** Effects that one command may have. */
  readonly effects: number;
  /** UTF-8 bytes of the JSON of what a command emits, or pushes, at a time. */
  readonly eventBytes: number;
  /** How often a query may fetch, and how many of its fetches are under way at once. */
  readonly fetches: number;
  readonly fetchesAtOnce: number;
  /** Bytes of URL, headers and body of one request, and of the body of one response. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The longest that one fetch may take. */
  readonly fetchMs: number;
  /** What all entries of a contract cost: see `entryCost`. */
  readonly stateBytes: number;
  /** UTF-8 bytes of log lines kept; what comes later is dropped. */
  readonly logBytes: number;
  /** A query's thread is ended then, that of any other call at twice this time: a pool gives commands a multiple of it. */
  readonly wallMs: number;
}

/** The network's limits. */
export const defaultLimits: Limits = {
  gas: 4_000_000_000,
  loadGas: 1_000_000_000,
  memoryBytes: 16 << 20,
  stackBytes: 384 << 10,
  argumentBytes: 256 << 10,
  outputBytes: 256 << 10,
  commandOutputBytes: 4 << 10,
  keyBytes: 256,
  valueBytes: 64 << 10,
  writes: 4_096,
  effects: 16,
  eventBytes: 1 << 10,
  fetches: 16,
  fetchesAtOnce: 5,
  requestBytes: 256 << 10,
  responseBytes: 2 << 20,
  fetchMs: 8_000,
  stateBytes: 16 << 20,
  logBytes: 16 << 10,
  wallMs: 10_000,
};
