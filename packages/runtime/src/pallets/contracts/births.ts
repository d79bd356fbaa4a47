import type { AccountId } from "@pha/codec";
import type { ArgsOf, Env } from "@pha/frame";
import { initialStateKib } from "@pha/limits";
import { clusters } from "../clusters/spec.ts";
import { queueMessage } from "../messages/queue.ts";
import { notRotated } from "./epochs.ts";
import { contractId } from "./ids.ts";
import { keyRules } from "./judges.ts";
import { type UpgradePolicy, usualLife } from "./life.ts";
import { contractLimits } from "./limits.ts";
import { nothingAgreed } from "./record.ts";
import { takeRoom } from "./room.ts";
import { contracts } from "./spec.ts";

const { errors } = contracts;

/**
 * Makes a contract, and gives what of the call's weight was used.
 *
 * @throws `Contracts.TooLong`, `Contracts.UnknownCluster`, `Contracts.UnknownCode`, `Contracts.AlreadyExists`, and what
 *   `takeRoom` throws
 */
export function instantiate(
  env: Env,
  deployer: AccountId,
  { cluster, codeHash, args, salt }: ArgsOf<typeof contracts, "instantiate">,
  upgrades: UpgradePolicy,
): { readonly members: number } {
  const { block, of } = env;
  const { state, emit } = of(contracts);
  if (args.length > contractLimits.args) throw errors.TooLong({ max: contractLimits.args, actual: args.length });
  const found = of(clusters).state.clusters.get(cluster);
  if (!found) throw errors.UnknownCluster({ cluster });
  const codeBytes = state.codeLength.get(codeHash);
  if (codeBytes === undefined) throw errors.UnknownCode({ codeHash });
  const contract = contractId({ deployer, cluster, codeHash, salt });
  if (state.contracts.has(contract)) throw errors.AlreadyExists({ contract });
  const { denials, generation } = keyRules(env, cluster);
  takeRoom(env, deployer, cluster, { contracts: 1, codeBytes, stateKib: initialStateKib });

  state.contracts.put(contract, {
    ...{ cluster, codeHash, deployer, owner: deployer },
    deployedAt: block.number,
    epoch: 0,
    encryptKey: undefined,
    agreed: nothingAgreed,
    halted: false,
    broken: undefined,
    rotation: { ...notRotated, denials },
    generations: generation === 0 ? [] : [{ generation, epoch: 0, until: 0 }],
    life: { ...usualLife, upgrades },
    spentEpoch: 0,
  });
  state.list.append(contract);
  const message = { contract, deployer, codeHash, epoch: 0, args };
  queueMessage(env, cluster, () => ({ type: "Instantiated", value: message }));
  emit.Instantiated({ contract, cluster, codeHash, deployer });
  return { members: found.members.length + found.applicants.length };
}
