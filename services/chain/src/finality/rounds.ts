import type { NilCertificate } from "@pha/light-client";

/** A round of a height, and the certificate that closed the one before it. */
export interface OpenRound {
  readonly round: number;
  readonly closed: NilCertificate | undefined;
}

/** In which round the next block is proposed: 0, unless a quorum refused a block of its height. */
export class Rounds {
  #closed: NilCertificate | undefined;

  /** @param closed of the height above the finalized one, the last of its closed rounds. */
  constructor(closed: NilCertificate | undefined) {
    this.#closed = closed;
  }

  close(certificate: NilCertificate): void {
    this.#closed = certificate;
  }

  at(number: number): OpenRound {
    const closed = this.#closed?.number === number ? this.#closed : undefined;
    return { round: closed ? closed.round + 1 : 0, closed };
  }
}
