import { decode } from "@pha/codec";
import { NilCertificate } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { listNilCertificates } from "../db/finality.ts";
import type { Heads } from "../heads/heads.ts";

/** A round of a height, and the certificate that closed the one before it. */
export interface OpenRound {
  readonly round: number;
  readonly closed: NilCertificate | undefined;
}

/** In which round the next block is proposed: 0, unless a quorum refused a block of its height. */
export class Rounds {
  #closed: NilCertificate | undefined;

  /** Takes up what has been closed above the newest finalized block. */
  async restore(db: Db, { finalized }: Heads): Promise<void> {
    const last = (await listNilCertificates(db, finalized.number + 1)).at(-1);
    this.#closed = last && decode(NilCertificate, last);
  }

  close(certificate: NilCertificate): void {
    this.#closed = certificate;
  }

  at(number: number): OpenRound {
    const closed = this.#closed?.number === number ? this.#closed : undefined;
    return { round: closed ? closed.round + 1 : 0, closed };
  }
}
