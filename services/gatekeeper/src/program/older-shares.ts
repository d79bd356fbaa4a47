import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import {
  contracts,
  gatekeepers,
  generationInUse,
  isNeeded,
  isTeller,
  type Sharing,
  sharingOf,
} from "@pha/runtime/program";
import type { Vault } from "./vault.ts";

/** Contracts that are looked at in one go. */
const atOnce = 64;

/** Erases this gatekeeper's shares of generations before the one in use, once they are over or nothing needs them any more. */
export class OlderShares {
  /** Of a generation, how many contracts need it no more, of all in the order of their making: none will again. */
  readonly #passed = new Map<number, number>();

  async forget(core: Core, vault: Vault): Promise<void> {
    const inUse = await core.view.read((view) => generationInUse(readState(gatekeepers, view)));
    for (const sharing of vault.sharings.filter(({ generation }) => generation < inUse)) {
      if (!(await this.#isOver(core, sharing))) continue;
      vault.forgetGeneration(sharing.generation);
      this.#passed.delete(sharing.generation);
    }
  }

  async #isOver(core: Core, { generation, round }: Sharing): Promise<boolean> {
    const from = this.#passed.get(generation) ?? 0;
    const { isKept, needing, count } = await core.view.read((view) => {
      const { list, contracts: records, figures } = readState(contracts, view);
      const reads = readState(gatekeepers, view);
      const isShared = sharingOf(reads, generation)?.round === round && isTeller(reads, core.identity);
      const isKept = isShared && figures.get().keepsHistory;
      const page = isShared && !isKept ? list.page(from, atOnce) : [];
      const needs = (id: (typeof page)[number]) => {
        const record = records.get(id);
        return record !== undefined && isNeeded(record, generation);
      };
      return { isKept, needing: page.findIndex(needs), count: isShared ? list.count() : 0 };
    });
    if (isKept) return false;
    const passed = from + (needing < 0 ? atOnce : needing);
    this.#passed.set(generation, passed);
    return passed >= count;
  }
}
