import type { Core } from "@pha/program-kit";
import { type Evidence, mostStatements, signStatements } from "@pha/secret-channel";

interface Waiting {
  readonly statement: Uint8Array;
  readonly sessionNumber: bigint;
  readonly resolve: (evidence: Evidence) => void;
  readonly reject: (fault: unknown) => void;
}

/** Signs what became ready at the same time by one signature: each statement's evidence tells nothing of the others. */
export class Notary {
  readonly #core: Core;
  #waiting: Waiting[] = [];

  constructor(core: Core) {
    this.#core = core;
  }

  /** The evidence of a statement, signed when what has arrived by now has been worked on. */
  sign(statement: Uint8Array, sessionNumber: bigint): Promise<Evidence> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statement, sessionNumber, resolve, reject });
      if (this.#waiting.length === 1) this.#core.host.setImmediate(() => this.#signAll());
    });
  }

  #signAll(): void {
    const bySession = Map.groupBy(this.#waiting, ({ sessionNumber }) => sessionNumber);
    this.#waiting = [];
    for (const [sessionNumber, all] of bySession)
      for (let from = 0; from < all.length; from += mostStatements)
        this.#signBatch(sessionNumber, all.slice(from, from + mostStatements));
  }

  /** Nobody else waits for what this is called by: a fault is told to those whose statements they were. */
  #signBatch(sessionNumber: bigint, batch: readonly Waiting[]): void {
    const { host, session } = this.#core;
    const signer = { genesis: host.genesisHash, sessionNumber };
    const statements = batch.map(({ statement }) => statement);
    try {
      const evidence = signStatements(host.primitives, signer, statements, session.sign);
      for (const [i, { resolve }] of batch.entries()) resolve(evidence[i] as Evidence);
    } catch (fault) {
      for (const { reject } of batch) reject(fault);
    }
  }
}
