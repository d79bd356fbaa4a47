import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core, KeyLabel } from "@pha/program-kit";
import { blocksBetween, type Grant, gatekeepers, grants, isTeller, maxGrants, signBare } from "@pha/runtime/program";
import { errors } from "../errors.ts";

/** As many grants are known to have been told; of older ones the ledger is told again. */
const maxTold = 65_536;
/** As many grants to one worker wait to be told; it is given no more keys before some of them were. */
const maxWaiting = 1_024;
const purpose = "grants/";

/** Tells the ledger whom this enclave gave parts of keys: each worker and key once, in batches of which every worker has its share. */
export class GrantLog {
  readonly #told = new Set<string>();
  /** By worker; who was told of longest ago comes first. */
  readonly #waiting = new Map<Hex, Map<string, Grant>>();
  #batches = 0;

  /**
   * A worker is about to be given these. A `random` key is of every epoch: it is told beside the others of its contract.
   *
   * @throws `gatekeeper.GrantsUntold` while as many of the worker's wait as may
   */
  note(worker: Hex, labels: readonly KeyLabel[]): void {
    const own = this.#waiting.get(worker) ?? new Map<string, Grant>();
    if (own.size + labels.length > maxWaiting) throw errors.GrantsUntold();
    for (const label of labels) {
      const key = keyOf(worker, label);
      if (this.#told.has(key)) continue;
      this.#remember(key);
      const { contract, generation } = label.value;
      const epoch = epochOf(label, labels);
      const place = `${contract}/${generation}/${epoch}`;
      const { kinds } = own.get(place) ?? { kinds: [] };
      own.set(place, { worker, contract, generation, epoch, kinds: [...kinds, { type: label.type }] });
    }
    if (own.size > 0) this.#waiting.set(worker, own);
  }

  /** Signs the next batch, if there is one and the ledger takes one in its next block; what it never takes is given up. */
  async tell(core: Core): Promise<void> {
    if (this.#waiting.size === 0 && core.outbox.waiting(purpose) === 0) return;
    const { isHeard, isDue } = await core.view.read((view, { header }) => {
      const newest = readState(grants, view).newest.get(core.identity);
      const isDue = newest === undefined || header.number + 1 >= newest + blocksBetween;
      return { isDue, isHeard: isTeller(readState(gatekeepers, view), core.identity) };
    });
    if (!isHeard) core.outbox.drop((waiting) => waiting.startsWith(purpose));
    if (!isHeard || !isDue || core.outbox.waiting(purpose) > 0) return;
    const batch = this.#next();
    const sign = (sequence: bigint) => signBare(core.bareSigner, grants, "log", { grants: batch }, sequence);
    if (batch.length === 0 || !core.outbox.add(`${purpose}${this.#batches}`, sign)) return;
    this.#batches++;
    for (const grant of batch) this.#forget(grant);
  }

  /** Of every worker one in turn, until the batch is full. */
  #next(): Grant[] {
    const queues = [...this.#waiting.values()].map((own) => [...own.values()]);
    const longest = Math.max(0, ...queues.map(({ length }) => length));
    const batch: Grant[] = [];
    for (let turn = 0; turn < longest && batch.length < maxGrants; turn++)
      batch.push(...queues.flatMap((queue) => queue.slice(turn, turn + 1)));
    return batch.slice(0, maxGrants);
  }

  #forget({ worker, contract, generation, epoch }: Grant): void {
    const own = this.#waiting.get(worker);
    if (!own) return;
    own.delete(`${contract}/${generation}/${epoch}`);
    this.#waiting.delete(worker);
    if (own.size > 0) this.#waiting.set(worker, own);
  }

  #remember(key: string): void {
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > maxTold && oldest !== undefined) this.#told.delete(oldest);
  }
}

const keyOf = (worker: Hex, { type, value }: KeyLabel): string =>
  `${worker}/${value.contract}/${value.generation}/${"epoch" in value ? value.epoch : ""}/${type}`;

function epochOf(label: KeyLabel, labels: readonly KeyLabel[]): number {
  const { contract } = label.value;
  const dated = [label, ...labels.filter(({ value }) => value.contract === contract)];
  return (
    dated.map(({ value }) => ("epoch" in value ? value.epoch : undefined)).find((epoch) => epoch !== undefined) ?? 0
  );
}
