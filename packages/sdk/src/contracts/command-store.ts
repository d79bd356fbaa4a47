import type { Hex } from "@pha/codec";

/** What reads the receipt of a command that was sent. Whoever has it knows what came of the command. */
export interface SentCommand {
  readonly contract: Hex;
  readonly codeHash: Hex;
  /** Key epoch that the command was encrypted for. */
  readonly epoch: number;
  /** HPKE encapsulation of the command: names it. */
  readonly enc: Hex;
  /** 32 bytes that only its sender and the contract's workers know. */
  readonly secret: Hex;
}

/**
 * Where a client keeps what reads its receipts: `put` has kept it when it resolves, and only then is the command handed
 * in. Another client with the same store can read the receipts of one that is gone.
 */
export interface CommandStore {
  put(command: SentCommand): void | Promise<void>;
  get(contract: Hex, enc: Hex): SentCommand | undefined | Promise<SentCommand | undefined>;
}

/** Commands that are remembered; then the oldest are forgotten. */
const maxKept = 4_096;

/** A store that lives as long as its client. */
export function memoryStore(): CommandStore {
  const kept = new Map<string, SentCommand>();
  const nameOf = (contract: Hex, enc: Hex) => `${contract} ${enc}`;
  return {
    put(command) {
      kept.set(nameOf(command.contract, command.enc), command);
      for (const name of kept.keys()) {
        if (kept.size <= maxKept) break;
        kept.delete(name);
      }
    },
    get: (contract, enc) => kept.get(nameOf(contract, enc)),
  };
}
