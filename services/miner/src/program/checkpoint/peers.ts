import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import { stateTag } from "@pha/contract-engine";
import { readState } from "@pha/frame";
import { initialStateKib } from "@pha/limits";
import { type Core, openHandOver, SignedHandOverRequest, signHandOverRequest } from "@pha/program-kit";
import { clusters, contracts, keysAt, reasonLimits } from "@pha/runtime/program";
import { errors } from "../../errors.ts";
import { type EpochKeys, obtainTagKey } from "../contract-keys.ts";
import { generationIn } from "../generations.ts";
import { tell } from "../tell.ts";
import { type Agreed, requireAgreed } from "./agreed.ts";
import { Rebuild, type Resumed } from "./read.ts";

/** Which contract, as of which agreement; with the keys of its current epoch. */
export interface Wanted {
  readonly contract: Hex;
  readonly agreed: Agreed;
  readonly keys: EpochKeys;
}

/** How often one is asked again that refuses, each time when another block has come. */
const mostRefusals = 20;
/** How long a worker is not asked again that did not answer, or gave what does not hold. */
const restMs = 60_000;

/** Gets contracts' checkpoints from other members of the cluster, and believes none of them. */
export class Peers {
  readonly #core: Core;
  readonly #cluster: number;
  /** Until when workers rest. */
  readonly #resting = new Map<Hex, number>();
  #onMoved = () => {};

  constructor(core: Core, cluster: number) {
    this.#core = core;
    this.#cluster = cluster;
  }

  /** Says that time has gone by: another block has come, or something was done. */
  move(): void {
    this.#onMoved();
  }

  /** What the first of the others has that holds against the ledger; nothing when nobody has. */
  async find(wanted: Wanted): Promise<Resumed | undefined> {
    const { host } = this.#core;
    for (const peer of await this.#others())
      try {
        if (host.monotonicMs() >= (this.#resting.get(peer) ?? 0)) return await this.#askPatiently(peer, wanted);
      } catch (error) {
        if (errors.CheckpointMissing.is(error)) continue;
        tell(host, "miner.CheckpointRefused", wanted.agreed.stateHeight, error);
        if (errors.KeysUnavailable.is(error)) return undefined;
        this.#resting.set(peer, host.monotonicMs() + restMs);
      }
    return undefined;
  }

  /** The other members, beginning with any of them. */
  async #others(): Promise<readonly Hex[]> {
    const members = await this.#core.view.read(
      (view) => readState(clusters, view).clusters.get(this.#cluster)?.members ?? [],
    );
    const others = members.filter((identity) => identity !== this.#core.identity);
    const [byte = 0] = this.#core.host.primitives.randomBytes(1);
    const from = others.length > 0 ? byte % others.length : 0;
    return [...others.slice(from), ...others.slice(0, from)];
  }

  /** Who was admitted in the newest block may be ahead of whom it asks: that one refuses until it has the block, too. */
  async #askPatiently(peer: Hex, wanted: Wanted): Promise<Resumed> {
    for (let left = mostRefusals; ; left--)
      try {
        return await this.#askFor(peer, wanted);
      } catch (error) {
        if (!errors.HandOverRefused.is(error) || left === 0) throw error;
        await new Promise<void>((resolve) => {
          this.#onMoved = resolve;
        });
      }
  }

  async #askFor(giver: Hex, wanted: Wanted): Promise<Resumed> {
    const { contract, agreed } = wanted;
    const { host, session, identity: asker } = this.#core;
    const { primitives, genesisHash } = host;
    const { stateHeight: height } = agreed;
    const nonce = toHex(primitives.randomBytes(16));
    const rebuild = new Rebuild(contract, primitives.sha256);
    while (!rebuild.isWhole) {
      const request = { giver, asker, nonce, contract, height, part: rebuild.parts };
      const signed = signHandOverRequest(genesisHash, request, session.sign);
      const value = { giver, request: encode(SignedHandOverRequest, signed) };
      const given = await this.#core.ask({ type: "HandOver", value });
      rebuild.take(openHandOver(primitives, genesisHash, session.hpkeSecret, signed, given));
    }
    const found = rebuild.end();
    const tagKey = await this.#tagKeyOf(wanted, found);
    const tag = stateTag(tagKey, contract, height, found.state.root);
    requireAgreed(found, tag, agreed);
    await this.#requireProven(contract, found);
    return { ...found, tag };
  }

  /** The key under which a majority told the tag, if the epoch that is said to be its height's is. */
  async #tagKeyOf({ contract, keys }: Wanted, { epochs, height }: Resumed): Promise<Uint8Array> {
    const { epoch } = epochs.findLast(({ from }) => from <= height) ?? epochs[0] ?? {};
    if (epoch === undefined) throw errors.CheckpointDamaged({ height });
    if (epoch === keys.epoch) return keys.tag;
    const generation = await this.#core.view.read((view, { header }) =>
      generationIn(view, header.number, contract, epoch),
    );
    return obtainTagKey(this.#core, { cluster: this.#cluster, generation }, { contract, epoch });
  }

  /** What neither tag nor root covers must be what the ledger says, as far as it does. */
  async #requireProven(contract: Hex, { height, state, broken, epochs }: Resumed): Promise<void> {
    const { record, most, number } = await this.#core.view.read((view, { header }) => {
      const { contracts: all, stateKib } = readState(contracts, view);
      return { record: all.get(contract), most: stateKib.get(contract) * 1_024, number: header.number };
    });
    const isAllowed = state.mostBytes >= initialStateKib * 1_024 && state.mostBytes <= most;
    // The ledger has the hash of a message that was cut.
    const isWhole = broken === undefined || utf8(broken.message).length <= reasonLimits.message;
    if (!isAllowed || !isWhole || !record || !areTold(epochs, keysAt(record, number)))
      throw errors.CheckpointContradicted({ height });
  }
}

/**
 * Whether the ledger's epochs, the current and the next, begin where they are said to; older ones it does not tell any
 * more. The first begins with its contract, whenever its key was told.
 */
function areTold(epochs: Resumed["epochs"], { epoch: current, since, next }: ReturnType<typeof keysAt>): boolean {
  const isCurrent = ({ epoch, from }: Resumed["epochs"][number]) =>
    epoch === current && (epoch === 0 ? from === 0 : from === since);
  return epochs.every(
    (one) => one.epoch < current || isCurrent(one) || (one.epoch === next?.epoch && one.from === next.from),
  );
}
