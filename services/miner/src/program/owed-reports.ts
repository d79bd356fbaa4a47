import type { Hex } from "@pha/codec";
import { type Effects, effectsRoot, nothingAgreed, type Reason, type Report, reasonHash } from "@pha/runtime/program";

/** From which height a contract came to which. */
interface Step {
  readonly from: number;
  readonly to: number;
}

/** What a contract is at a height. */
interface Reached extends Pick<Report, "stateTag" | "receiptsRoot" | "gas"> {
  readonly stateBytes: number;
  /** Why its constructor failed. */
  readonly reason: Reason | undefined;
  readonly effects: Effects | undefined;
}

/** What one contract has to report: heights that the ledger has not agreed on. */
export class OwedReports {
  readonly #contract: Hex;
  #reports: Report[] = [];

  constructor(contract: Hex) {
    this.#contract = contract;
  }

  /** Those above the height that the ledger agreed on; what is below is owed no more. */
  above(agreed: number): readonly Report[] {
    this.#reports = this.#reports.filter(({ stateHeight }) => stateHeight > agreed);
    return this.#reports;
  }

  /** The state after a block with work. */
  reach(step: Step, { stateBytes, reason, effects, ...claimed }: Reached): void {
    this.#add(step, {
      ...{ ...claimed, reason, effects },
      effectsRoot: effectsRoot(effects),
      stateKib: Math.ceil(stateBytes / 1_024),
      status: reason ? { type: "Broken", value: reasonHash(reason) } : { type: "Done" },
    });
  }

  /** Workers that are stuck in one block say the same, wherever in it they are: how far they came counts for nothing. */
  giveUp(step: Step): void {
    const { stateHeight: _, ...nothing } = nothingAgreed;
    this.#add(step, { ...nothing, reason: undefined, effects: undefined, status: { type: "Stuck" } });
  }

  #add({ from, to }: Step, claim: Omit<Report, "contract" | "prevStateHeight" | "stateHeight">): void {
    this.#reports.push({ contract: this.#contract, prevStateHeight: from, stateHeight: to, ...claim });
  }
}
