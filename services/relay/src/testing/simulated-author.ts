import {
  type Certificate,
  type Header,
  headerHash,
  makeDigest,
  type NilCertificate,
  type Proposal,
  type Vote,
} from "@pha/light-client";
import type { SimulatedNetwork } from "./simulated-network.ts";

const zero = `0x${"00".repeat(32)}` as const;

interface Finalized {
  readonly header: Header;
  readonly certificate: Certificate;
}

/** An author by the rules of the chain: one block a height and round, undone on a closed round; unless told to cheat. */
export class SimulatedAuthor {
  /** Certified, in height order. */
  readonly finalized: Header[];
  readonly #network: SimulatedNetwork;
  readonly #votes: Vote[] = [];
  /** Above the finalized block. */
  #branch: Proposal[] = [];
  /** Second seals at the lowest height of the branch. */
  #rivals: Proposal[] = [];
  #closed: NilCertificate | undefined;
  #newest: Finalized | undefined;

  readonly #isEvil: boolean;

  /** @param isEvil it never goes on to the next height, however many certificates it gets: it wants a second one. */
  constructor(network: SimulatedNetwork, { isEvil = false } = {}) {
    this.#network = network;
    this.#isEvil = isEvil;
    this.finalized = [network.network.genesis];
  }

  get head(): Header {
    return this.finalized.at(-1) as Header;
  }

  /** Seals a block on top, at most three ahead of finality. */
  extend(isValid: boolean): void {
    if (this.#branch.length >= 3) return;
    const proposal = this.#seal(this.#branch.at(-1)?.header ?? this.head, isValid);
    this.#branch.push(proposal);
    this.#network.broadcast(proposal);
  }

  /** Seals a second block for the height that is voted on, in its round or one that nothing opened; shows it to some. */
  cheat(isValid: boolean, audience: number): void {
    if (this.#branch.length === 0) return;
    const proposal = this.#seal(this.head, isValid, (audience >> this.#network.size) & 1);
    this.#rivals.push(proposal);
    for (let to = 0; to < this.#network.size; to++)
      if ((audience >> to) & 1) this.#network.send({ to, type: "proposal", proposal });
  }

  /** All that waits, and the newest certificate, as for one who missed it and asks. */
  tellAgain(): void {
    if (this.#newest) this.#tell(this.#newest);
    for (const proposal of [...this.#branch, ...this.#rivals]) this.#network.broadcast(proposal);
  }

  hear(vote: Vote): void {
    this.#votes.push(vote);
    for (const { header } of [...this.#branch.slice(0, 1), ...this.#rivals]) {
      const { block: certificate, nil } = this.#network.certify(header, this.#votes);
      if (this.#isEvil) this.#closed = nil ?? this.#closed;
      else if (certificate) {
        this.#branch = header === this.#branch[0]?.header ? this.#branch.slice(1) : [];
        this.#rivals = [];
        this.finalized.push(header);
        this.#newest = { header, certificate };
        this.#tell(this.#newest);
        return;
      }
      if (nil && !this.#isEvil) {
        this.#closed = nil;
        this.#branch = [];
        this.#rivals = [];
        return;
      }
    }
  }

  #tell({ header, certificate }: Finalized): void {
    for (let to = 0; to < this.#network.size; to++)
      this.#network.send({ to, type: "certificate", header, certificate });
  }

  #seal(parent: Header, isValid: boolean, skipped = 0): Proposal {
    const number = parent.number + 1;
    const closed = this.#closed?.number === number ? this.#closed : undefined;
    const round = (closed ? closed.round + 1 : 0) + skipped;
    this.#network.nowMs += 1n;
    const header = {
      parentHash: headerHash(parent),
      number,
      stateRoot: zero,
      extrinsicsRoot: zero,
      digest: makeDigest({ epoch: 1n, round, timeMs: this.#network.nowMs, outboundRoot: zero }),
    };
    if (isValid) this.#network.valid.add(header);
    return { header, extrinsics: [], witness: { values: [], proof: new Uint8Array() }, closed };
  }
}
