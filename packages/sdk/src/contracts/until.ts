import type { CodedError, Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { type Contract, contracts } from "@pha/runtime/spec";
import type { Services } from "../services.ts";
import { waiting } from "../transport/waiting.ts";
import { expectSound } from "./facts.ts";

/** How often the ledger is asked for the contract. */
const pollMs = 200;

/**
 * A contract's proven record, once it is as wanted.
 *
 * @param late - what is thrown when it is not by the deadline
 * @throws `sdk.ContractBroken`, `sdk.ContractHalted`
 */
export async function untilContract(
  { follower }: Pick<Services, "follower">,
  id: Hex,
  deadline: number,
  isWanted: (contract: Contract) => boolean,
  late: () => CodedError,
): Promise<Contract> {
  for (;;) {
    const contract = await follower.view.read((state) => readState(contracts, state).contracts.get(id));
    if (contract) expectSound(id, contract);
    if (contract && isWanted(contract)) return contract;
    if (Date.now() > deadline) throw late();
    await waiting.pause(pollMs);
    await follower.refresh();
  }
}
