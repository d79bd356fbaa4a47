import type { CodedError, Hex } from "@pha/codec";
import { type Contract, contracts, keysAt } from "@pha/runtime/spec";
import { errors as channelErrors, type Scope } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import { expectSound } from "./facts.ts";

/** A contract as of one block, and the key that is encrypted to. */
export interface Opened {
  readonly key: Hex;
  readonly scope: Scope;
  readonly cluster: number;
  /** Why it takes no commands for now. */
  readonly closed: CodedError | undefined;
}

/** What is said to who encrypts for an epoch or code that is over, or has not begun. */
const epochErrors = [
  contracts.errors.WrongEpoch,
  contracts.errors.CodeReplaced,
  channelErrors.Undecipherable,
  errors.EpochOver,
  errors.CodeDiffers,
];

function closedBy({ life: { pausedBy, upgrade } }: Contract): CodedError | undefined {
  if (pausedBy !== undefined) return contracts.errors.Paused({ by: pausedBy });
  return upgrade?.told && contracts.errors.Upgrading({ codeHash: upgrade.codeHash });
}

/**
 * Does what hands nothing to the ledger with a contract's current key: once more, with the next one, if that has come
 * meanwhile.
 *
 * @param record - the contract as the newest block has it
 * @throws `sdk.ContractNotReady`, `sdk.ContractBroken`, `sdk.ContractHalted`, and what the work throws
 */
export async function inEpoch<T>(
  { follower, genesisHash: genesis }: Pick<Services, "follower" | "genesisHash">,
  contract: Hex,
  record: () => Promise<Contract>,
  run: (opened: Opened) => Promise<T>,
): Promise<T> {
  const open = async (): Promise<Opened> => {
    const found = await record();
    expectSound(contract, found);
    const { cluster, codeHash } = found;
    const { key, epoch } = keysAt(found, follower.head.header.number);
    if (key === undefined) throw errors.ContractNotReady({ contract });
    return { key, scope: { genesis, contract, codeHash, epoch }, cluster, closed: closedBy(found) };
  };
  const opened = await open();
  try {
    return await run(opened);
  } catch (error) {
    if (!epochErrors.some(({ is }) => is(error))) throw error;
    await follower.refresh();
    const now = await open();
    if (now.scope.epoch === opened.scope.epoch) throw error;
    return run(now);
  }
}
