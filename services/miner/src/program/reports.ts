import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { contracts, type Report, signBare } from "@pha/runtime/spec";
import type { HostedContract } from "./hosted-contract.ts";

/** Reports in one extrinsic, and extrinsics that may wait for the ledger at a time. */
const batch = 64;
const maxWaiting = 8;

/** Tells the ledger, as mail in the core's outbox, what this worker's contracts have come to. */
export class Reporter {
  readonly #core: Core;
  /** What this session has told already: keys published, heights reported. */
  readonly #told = new Set<string>();
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
      if (!record || contract.stuck) continue;
      if (record.encryptKey === undefined) this.#publishKey(contract);
      reports.push(
        ...contract.reportsAbove(record.agreed.stateHeight).filter((report) => !this.#told.has(nameOf(report))),
      );
    }
    while (reports.length > 0 && this.#core.outbox.pending().length < maxWaiting) this.#send(reports.splice(0, batch));
  }

  #publishKey({ id, scope, keys }: HostedContract): void {
    const name = `key/${id}`;
    if (this.#told.has(name)) return;
    this.#told.add(name);
    const args = { contract: id, epoch: scope.epoch, key: keys.publicKey };
    this.#core.outbox.add(name, (sequence) =>
      signBare(this.#core.bareSigner, contracts, "publish_key", args, sequence),
    );
  }

  #send(reports: readonly Report[]): void {
    for (const report of reports) this.#told.add(nameOf(report));
    this.#core.outbox.add(`reports/${this.#batches++}`, (sequence) =>
      signBare(this.#core.bareSigner, contracts, "report", { reports }, sequence),
    );
  }
}

const nameOf = ({ contract, stateHeight }: Report) => `${contract}/${stateHeight}`;
