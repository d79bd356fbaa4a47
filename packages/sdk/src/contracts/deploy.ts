import type { Hex } from "@pha/codec";
import { abiOf, checkConstructor } from "@pha/contract-engine/abi";
import { makeCall, readState } from "@pha/frame";
import {
  clusters,
  codeHashOf,
  contractId,
  contractLimits,
  contracts,
  encodeCall,
  majority,
  type UpgradePolicy,
  utility,
} from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Signer } from "../signer.ts";
import { preflight } from "../transactions/preflight.ts";
import { encodeArguments, expectLength, jsonOf } from "./payload.ts";
import { untilContract } from "./until.ts";

export interface Deployment {
  /** One ES module, as `contract-kit` builds it. */
  readonly code: Uint8Array;
  /** Who may put other code in its place, for ever: nobody, when absent. Everybody can read it. */
  readonly upgrades?: Lowercase<UpgradePolicy["type"]>;
  /** Whose workers will run it; 0. */
  readonly cluster?: number;
  /** Constructor arguments. They are public: secrets go into the first command. */
  readonly args?: unknown;
  /** At most 32 bytes that make the contract's id unique; random when absent. */
  readonly salt?: Uint8Array;
  /** Told what is being done, for people who wait. */
  readonly progress?: (step: "submitting" | "waiting for keys" | "waiting for the constructor") => void;
  /** How long to wait for the contract to be ready; 60 s. */
  readonly timeoutMs?: number;
  /** Ask first what would come of it, as `Network.preflight` does; when it would fail, nothing is signed. */
  readonly preflight?: boolean;
}

/**
 * Stores the code unless the ledger has it, makes a contract of it, and waits until its workers have published the key
 * it is written to and agreed that the constructor succeeded: all proven. The constructor's arguments are held against the code's ABI, and the
 * cluster is asked for workers enough, before anything is signed.
 *
 * @throws `sdk.TooFewWorkers` where nobody would ever run it; `sdk.ContractNotReady`, `sdk.ContractBroken`
 */
export async function deploy(services: Services, signer: Signer, deployment: Deployment): Promise<Hex> {
  const { code, cluster = 0, progress = () => {}, timeoutMs = 60_000 } = deployment;
  const { chain, follower, primitives, submitter } = services;
  if (code.length > contractLimits.code) throw contracts.errors.CodeTooLarge({ bytes: code.length });
  const given = jsonOf(deployment.args);
  const abi = abiOf(code);
  const args = encodeArguments(abi ? checkConstructor(abi, given) : given);
  expectLength(args, contractLimits.args);
  const salt = deployment.salt ?? primitives.randomBytes(32);
  const codeHash = codeHashOf(code);
  const id = contractId({ deployer: signer.accountId, cluster, codeHash, salt });

  await follower.refresh();
  const known = await follower.view.read((state) => ({
    code: readState(contracts, state).codeLength.has(codeHash),
    cluster: readState(clusters, state).clusters.get(cluster),
  }));
  if (!known.cluster) throw contracts.errors.UnknownCluster({ cluster });
  const [members, needed] = [known.cluster.members.length, majority(known.cluster)];
  if (members < needed) throw errors.TooFewWorkers({ cluster, members, needed });
  const birth = { cluster, codeHash, args, salt };
  const upgrades = policyOf(deployment.upgrades ?? "never");
  const instantiate =
    upgrades.type === "Never"
      ? makeCall(contracts, "instantiate", birth)
      : makeCall(contracts, "instantiate_with_policy", { ...birth, upgrades });
  const upload = makeCall(contracts, "upload_code", { code });
  const call = known.code ? instantiate : makeCall(utility, "batch_all", { calls: [upload, instantiate] });
  try {
    if (deployment.preflight) await preflight(chain, signer, encodeCall(call));
    progress("submitting");
    await submitter.finalize(signer, call, { timeoutMs });
  } catch (error) {
    if (known.code || !contracts.errors.AlreadyExists.is(error)) throw error;
    await submitter.finalize(signer, instantiate, { timeoutMs }); // somebody stored the same code meanwhile
  }

  progress("waiting for keys");
  const deadline = Date.now() + timeoutMs;
  const late = () => errors.ContractNotReady({ contract: id });
  await untilContract(services, id, deadline, ({ encryptKey }) => encryptKey !== undefined, late);
  progress("waiting for the constructor");
  await untilContract(services, id, deadline, ({ agreed }) => agreed.stateHeight > 0, late);
  return id;
}

const policies = { never: "Never", governance: "Governance", owner: "Owner" } as const;

/** An upgrade policy as the ledger has it. */
export const policyOf = (upgrades: keyof typeof policies): UpgradePolicy => ({ type: policies[upgrades] });
