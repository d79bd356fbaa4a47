import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { contracts, type Report, signBare } from "@pha/runtime/program";
import type { HostedContract } from "./hosted-contract.ts";

/** Reports in one extrinsic, and extrinsics of reports and of keys that may wait for the ledger at a time. */
const batch = 32;
const maxReports = 8;
const maxKeys = 32;

/** Tells the ledger, as mail in the core's outbox, what this worker's contracts have come to. */
export class Reporter {
  readonly #core: Core;
  /** Contracts whose key this session has told, and the newest height it has told of each. */
  readonly #published = new Set<Hex>();
  readonly #told = new Map<Hex, number>();
  #batches = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Queues what the finalized ledger does not know yet. */
  async report(hosted: Iterable<HostedContract>): Promise<void> {
    const all = [...hosted];
    const known = await this.#core.view.read((view) =>
      all.map(({ id }) => readState(contracts, view).contracts.get(id)),
    );
    const reports: Report[] = [];
    for (const [i, contract] of all.entries()) {
      const record = known[i];
      if (!record) continue;
      if (record.encryptKey === undefined) this.#publishKey(contract);
      const told = this.#told.get(contract.id) ?? 0;
      reports.push(...contract.reportsAbove(record.agreed.stateHeight).filter(({ stateHeight }) => stateHeight > told));
    }
    while (reports.length > 0 && this.#core.outbox.waiting("reports/") < maxReports)
      this.#send(reports.splice(0, batch));
  }

  #publishKey({ id, scope, keys }: HostedContract): void {
    if (this.#published.has(id) || this.#core.outbox.waiting("key/") >= maxKeys) return;
    this.#published.add(id);
    const args = { contract: id, epoch: scope.epoch, key: keys.publicKey };
    this.#core.outbox.add(`key/${id}`, (sequence) =>
      signBare(this.#core.bareSigner, contracts, "publish_key", args, sequence),
    );
  }

  #send(reports: readonly Report[]): void {
    for (const report of reports) this.#told.set(report.contract, report.stateHeight);
    this.#core.outbox.add(`reports/${this.#batches++}`, (sequence) =>
      signBare(this.#core.bareSigner, contracts, "report", { reports }, sequence),
    );
  }
}
