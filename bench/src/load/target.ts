/** Size of one block. */
export interface BlockFacts {
  readonly transfers: number;
  /** Bytes of its transactions as they stand in it. */
  readonly bytes: number;
}

/** A ledger under load: where transfers are handed in, and what it has made final. */
export interface Target {
  readonly url: string;
  /** JSON-RPC method that takes one signed transfer as hexadecimal digits. */
  readonly method: string;
  /** Number of the newest final block. */
  newest(): Promise<number>;
  block(number: number): Promise<BlockFacts>;
}
