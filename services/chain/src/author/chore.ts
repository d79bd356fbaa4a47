import type { Lease } from "../lease/lease.ts";

/** Work that the author, who alone writes blocks, does before it makes the next one. */
export interface Chore {
  isDue(): boolean;
  /**
   * Does it. May be called again after a failure, whatever was done before.
   *
   * @throws `chain.Fenced` when another author has taken over.
   */
  perform(lease: Lease): Promise<void>;
}
