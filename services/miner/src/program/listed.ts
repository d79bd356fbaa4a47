import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { contracts, messages } from "@pha/runtime/program";
import type { Founded } from "./contract-lane.ts";

/** A contract of a cluster, as the finalized ledger has it: with the code of now, whichever it began with. */
export interface Listed extends Founded {
  readonly deployedAt: number;
  /** Nothing is executed any more. */
  readonly isHalted: boolean;
  /** The block of its newest message; messages of old versions of the ledger left none. */
  readonly latest: number | undefined;
}

/** Contracts that are asked for at a time. */
const pageSize = 1_024;

/** All contracts of a cluster, in the order of their making. */
export async function listContracts(core: Core, cluster: number): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let from = 0; ; from += pageSize) {
    const page = await core.view.read((view) => {
      const { list, contracts: records } = readState(contracts, view);
      const ids = list.page(from, pageSize);
      return ids.map((id) => ({ id, record: records.get(id) }));
    });
    const own = page.flatMap(({ id, record }) => (record?.cluster === cluster ? [{ id, record }] : []));
    found.push(
      ...(await core.view.read((view) =>
        own.map(({ id, record }) => ({
          ...{ contract: id, codeHash: record.codeHash, deployer: record.deployer, epoch: 0 },
          ...{
            deployedAt: record.deployedAt,
            isHalted: record.halted,
            latest: readState(messages, view).latest.get(id),
          },
        })),
      )),
    );
    if (page.length < pageSize) return found;
  }
}

/**
 * The block behind which a contract that goes on from a height needs messages that came before it was listed; nothing where
 * it needs none of them.
 */
export const neededBehind = ({ isHalted, latest }: Listed, height: number): number | undefined =>
  isHalted || (latest !== undefined && latest <= height) ? undefined : height;
