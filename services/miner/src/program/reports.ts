import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { contracts, maxAhead, partsOf, type Report, signBare } from "@pha/runtime/program";
import type { HostedContract } from "./hosted-contract.ts";

/** Reports in one extrinsic, fewer than fill an enclave's part of a block at their worst, and extrinsics of reports that may wait for the ledger at a time. */
const batch = 12;
const maxReports = 16;
/** What the effects in one extrinsic come to, unless those of a single report come to more. */
const maxEffects = 24;
/**
 * A contract's key that the ledger does not have, and its first report that is not agreed on, are told again after so many
 * blocks: members may have left since, so that what the others said suffices, and it is decided when something is told.
 */
export const retoldAfter = 32;

/** What a session has told of a contract: the newest height, and the block at which it was last told of any. */
interface Told {
  readonly height: number;
  readonly at: number;
}

/** How many of these reports one extrinsic takes, with the effects that they list. */
function fitting(reports: readonly Report[]): number {
  let effects = 0;
  const first = reports.slice(0, batch).findIndex((report, index) => {
    effects += effectsIn(report);
    return index > 0 && effects > maxEffects;
  });
  return first < 0 ? batch : first;
}

/** The first height of each contract, then the second of each: whoever has much to tell keeps no other waiting. */
function inTurns(due: readonly (readonly Report[])[]): Report[] {
  const longest = Math.max(0, ...due.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => due.flatMap((one) => one.slice(turn, turn + 1))).flat();
}

const effectsIn = ({ effects }: Report): number => (effects ? partsOf(effects) : 0);

/** Tells the ledger, as mail in the core's outbox, what this worker's contracts have come to. */
export class Reporter {
  readonly #core: Core;
  /** What this session has told of each contract. */
  readonly #told = new Map<Hex, Told>();
  #batches = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Queues what the finalized ledger does not know yet, of each contract as far ahead as it takes. */
  async report(hosted: Iterable<HostedContract>): Promise<void> {
    const all = [...hosted].filter((one) => one.reportsAbove(0).length > 0);
    const known = await this.#core.view.read((view) =>
      all.map(({ id }) => readState(contracts, view).contracts.get(id)),
    );
    const due: (readonly Report[])[] = [];
    for (const [i, contract] of all.entries()) {
      const record = known[i];
      if (!record) continue;
      contract.agreed = record.agreed;
      due.push(this.#due(contract, record.agreed.stateHeight));
    }
    const reports = inTurns(due.toSorted(([a], [b]) => this.#toldAt(a) - this.#toldAt(b)));
    while (reports.length > 0 && this.#core.outbox.waiting("reports/") < maxReports)
      this.#send(reports.splice(0, fitting(reports)));
  }

  #due(contract: HostedContract, agreed: number): readonly Report[] {
    const open = contract.reportsAbove(agreed).slice(0, maxAhead);
    const { height, at } = this.#told.get(contract.id) ?? { height: 0, at: 0 };
    const untold = open.filter(({ stateHeight }) => stateHeight > height);
    const isRetold = untold.length === 0 && this.#now >= at + retoldAfter;
    return isRetold ? open.slice(0, 1) : untold;
  }

  /** The block at which the contract of a report was last told of. */
  #toldAt(report: Report | undefined): number {
    return report ? (this.#told.get(report.contract)?.at ?? 0) : 0;
  }

  get #now(): number {
    return this.#core.view.head.header.number;
  }

  #send(reports: readonly Report[]): void {
    for (const { contract, stateHeight } of reports) {
      const { height } = this.#told.get(contract) ?? { height: 0 };
      this.#told.set(contract, { height: Math.max(height, stateHeight), at: this.#now });
    }
    this.#core.outbox.add(`reports/${this.#batches++}`, (sequence) =>
      signBare(this.#core.bareSigner, contracts, "report", { reports }, sequence),
    );
  }
}
