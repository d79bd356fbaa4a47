import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core, KeyLabel } from "@pha/program-kit";
import { blocksBetween, type Grant, grants, maxGrants, signBare } from "@pha/runtime/program";
import { errors } from "../errors.ts";

/** As many grants are known to have been told; of older ones the ledger is told again. */
const maxTold = 65_536;
/** As many grants wait to be told; no more keys are given before some of them were. */
const maxWaiting = 16_384;
const purpose = "grants/";

/** Tells the ledger whom this enclave gave parts of keys: each worker and key once, in batches. */
export class GrantLog {
  readonly #told = new Set<string>();
  readonly #waiting = new Map<string, Grant>();
  #batches = 0;

  /**
   * A worker is about to be given these. A `random` key is of every epoch: it is told beside the others of its contract.
   *
   * @throws `gatekeeper.GrantsUntold` while as many wait as may
   */
  note(worker: Hex, labels: readonly KeyLabel[]): void {
    const news = labels.filter((label) => !this.#told.has(keyOf(worker, label)));
    if (this.#waiting.size + news.length > maxWaiting) throw errors.GrantsUntold();
    for (const label of news) {
      this.#remember(keyOf(worker, label));
      const { contract, generation } = label.value;
      const epoch = epochOf(label, labels);
      const place = `${worker}/${contract}/${generation}/${epoch}`;
      const { kinds } = this.#waiting.get(place) ?? { kinds: [] };
      this.#waiting.set(place, { worker, contract, generation, epoch, kinds: [...kinds, { type: label.type }] });
    }
  }

  /** Signs the next batch, if there is one and the ledger takes one in its next block. */
  async tell(core: Core): Promise<void> {
    if (this.#waiting.size === 0 || core.outbox.waiting(purpose) > 0) return;
    const isDue = await core.view.read((view, { header }) => {
      const newest = readState(grants, view).newest.get(core.identity);
      return newest === undefined || header.number + 1 >= newest + blocksBetween;
    });
    if (!isDue) return;
    const batch = [...this.#waiting].slice(0, maxGrants);
    const list = { grants: batch.map(([, grant]) => grant) };
    const sign = (sequence: bigint) => signBare(core.bareSigner, grants, "log", list, sequence);
    if (!core.outbox.add(`${purpose}${this.#batches}`, sign)) return;
    this.#batches++;
    for (const [place] of batch) this.#waiting.delete(place);
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
