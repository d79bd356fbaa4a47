import { Recent } from "@pha/codec";
import type { HandOverRequest } from "@pha/program-kit";
import { errors } from "../../errors.ts";

/** Transfers at a time: workers ask for one after another. Beyond that the one that was used least lately ends. */
export const mostTransfers = 16;
/** Transfers that are remembered, for certain: none is begun twice. */
const remembered = 4_096;

interface Transfer {
  readonly parts: Iterator<Uint8Array, undefined>;
  /** The part that was made last, and its number. */
  last: Uint8Array;
  index: number;
}

/** Checkpoints that are being given, part by part: of each the last part is kept, in case that it was lost on its way. */
export class Transfers {
  readonly #live = new Map<string, Transfer>();
  readonly #begun = new Recent<string, true>(remembered);

  /**
   * @param begin - makes the parts, when the first of them is asked for
   * @throws `miner.CheckpointMissing` for a part that is not the next, or the last once more, and what making one throws
   */
  part(
    { asker, nonce, part, contract, height }: HandOverRequest,
    begin: () => Iterator<Uint8Array, undefined>,
  ): Uint8Array {
    const missing = () => errors.CheckpointMissing({ contract, height, part });
    const key = `${asker} ${nonce}`;
    const live = this.#live.get(key);
    if (!live && (part > 0 || this.#begun.get(key))) throw missing();
    if (live && part === live.index) return live.last;
    if (live && part !== live.index + 1) throw missing();
    const transfer = live ?? { parts: begin(), last: new Uint8Array(), index: -1 };
    this.#begun.set(key, true);
    const made = transfer.parts.next();
    if (made.done) throw missing();
    transfer.last = made.value;
    transfer.index = part;
    this.#use(key, transfer);
    return made.value;
  }

  #use(key: string, transfer: Transfer): void {
    this.#live.delete(key);
    this.#live.set(key, transfer);
    const [oldest] = this.#live.keys();
    if (this.#live.size > mostTransfers && oldest !== undefined) this.#live.delete(oldest);
  }
}
