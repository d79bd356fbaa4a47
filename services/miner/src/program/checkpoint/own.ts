import { concat, type Hex, u32be } from "@pha/codec";
import { type Core, unseal } from "@pha/program-kit";
import { errors } from "../../errors.ts";
import { checkpointForm } from "./form.ts";
import { Rebuild, type Resumed } from "./read.ts";

const purposeOf = (contract: Hex, height: number, part: number): string => `checkpoint/${contract}/${height}/${part}`;

/** A contract's checkpoint as it is kept: its state height, its bytes. */
interface Last {
  readonly height: number;
  readonly bytes: number;
}

/** Checkpoints of this program on this platform, sealed, which the host keeps: `u32 height ‖ seal` each part. */
export class OwnCheckpoints {
  readonly #core: Core;
  readonly #last = new Map<Hex, Last>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** A contract's newest checkpoint, of those that were made or found since the start. */
  lastOf(contract: Hex): Last {
    return this.#last.get(contract) ?? { height: 0, bytes: 0 };
  }

  /**
   * Has the parts of a checkpoint kept in place of the contract's last one.
   *
   * @throws what the host refuses with, and what making a part throws
   */
  async keep(contract: Hex, height: number, parts: Iterator<Uint8Array, undefined>): Promise<void> {
    let kept = 0;
    let made = parts.next();
    for (let part = 0; !made.done; part++) {
      const sealed = this.#core.host.seal(purposeOf(contract, height, part), checkpointForm, made.value);
      made = parts.next();
      const bytes = concat(u32be(height), sealed);
      await this.#core.ask({ type: "Keep", value: { contract, part, isLast: made.done === true, bytes } });
      kept += bytes.length;
    }
    this.#last.set(contract, { height, bytes: kept });
  }

  /**
   * A contract as it was kept, if it was.
   *
   * @throws `miner.CheckpointDamaged`, `program.SealBroken` where another program, platform or network sealed it, `codec` errors
   */
  async find(contract: Hex): Promise<Resumed | undefined> {
    const rebuild = new Rebuild(contract, this.#core.host.primitives.sha256);
    let height: number | undefined;
    let read = 0;
    while (!rebuild.isWhole) {
      const { parts: part } = rebuild;
      const bytes = await this.#core.ask({ type: "Kept", value: { contract, part } });
      if (part === 0 && bytes.length === 0) return undefined;
      if (bytes.length < 4) throw errors.CheckpointDamaged({ part });
      read += bytes.length;
      height ??= new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
      rebuild.take(unseal(this.#core.host, purposeOf(contract, height, part), checkpointForm, bytes.subarray(4)));
    }
    const found = rebuild.end();
    if (found.height !== height) throw errors.CheckpointDamaged({ height });
    this.#last.set(contract, { height, bytes: read });
    return found;
  }
}
