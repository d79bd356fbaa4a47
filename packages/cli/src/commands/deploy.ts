import { type Hex, utf8 } from "@pha/codec";
import { errors as sdkErrors } from "@pha/sdk";
import type { Context, ReceiverOptions } from "../context.ts";
import { nameAccounts } from "../contracts/arguments.ts";
import { placed } from "../contracts/in-sources.ts";
import { methodRows, methodsOf } from "../contracts/methods.ts";
import { LATEST, type Project, parseContractName } from "../contracts/project.ts";
import { errors } from "../errors.ts";
import { parseJson } from "../json.ts";
import { type Done, table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

export interface DeployOptions extends SignerOptions, ReceiverOptions {
  readonly args?: string;
  readonly cluster?: number;
  readonly salt?: string;
  readonly as?: string;
  readonly upgrades?: "never" | "governance" | "owner";
}

const steps = {
  submitting: "handing in the code; waiting for the validators",
  "waiting for keys": "on the ledger; the workers fetch their keys from the gatekeepers",
  "waiting for the constructor": "the workers run the constructor and agree on how it ended",
};

/** `pha contract deploy <folder>` */
export async function deploy(context: Context, folder: string, options: DeployOptions): Promise<void> {
  const { output } = context;
  const args = options.args === undefined ? undefined : await parseJson(context, options.args);
  const salt = options.salt === undefined ? undefined : utf8(options.salt);
  if (salt && salt.length > 32) throw errors.BadSalt({ bytes: salt.length });
  const name = options.as === undefined ? undefined : parseContractName(options.as);
  const signer = await context.signer(options);
  output.progress(`building ${folder}`);
  const { buildContract } = await import("@pha/contract-kit/build");
  const { code, codeHash, abi } = await buildContract(folder);

  const network = await context.connect();
  const deployment = {
    code: utf8(code),
    cluster: options.cluster ?? 0,
    preflight: true,
    ...(options.upgrades && { upgrades: options.upgrades }),
    args: await nameAccounts(context, abi.init?.input, args, options),
    ...(salt && { salt }),
    progress: (step: keyof typeof steps) => output.progress(steps[step]),
  };
  const contract = await network.deploy(signer, deployment).catch(async (error: unknown) => {
    context.done = await doneDespite(error, context.project, { genesis: network.genesisHash, codeHash, folder, name });
    throw await placed(error, codeHash, async () => [folder]);
  });
  context.done = { json: { contract: contract.id, codeHash }, rows: [["contract", contract.id]] };
  const before = await context.project.add(network.genesisHash, { contract: contract.id, codeHash, folder }, name);
  const methods = methodsOf(abi);
  const called = nameText(name, before?.contract);
  output.result(
    { contract: contract.id, name, codeHash, ...methods },
    table([["contract", contract.id], ["name", called], ["code hash", codeHash], ...methodRows(methods)]),
  );
}

/** What a contract is called in its folder from now on. */
export function nameText(name: string | undefined, before: Hex | undefined): string {
  const latest = `${LATEST}, until the next one is deployed from this folder`;
  if (name === undefined) return `${latest}; with --as NAME it has one that stays`;
  return `${name}${before ? ` (until now that of ${before})` : ""}, and ${latest}`;
}

interface Deployed {
  readonly genesis: Hex;
  readonly codeHash: Hex;
  readonly folder: string;
  readonly name: string | undefined;
}

/**
 * What a failed deployment left on the ledger, if it did: the contract's id. One that is not ready yet may become so, and
 * gets its name; one that is broken never will, and its name stays with the contract that had it.
 */
export async function doneDespite(
  error: unknown,
  project: Pick<Project, "add">,
  { genesis, codeHash, folder, name }: Deployed,
): Promise<Done | undefined> {
  const isLate = sdkErrors.ContractNotReady.is(error);
  if (!isLate && !sdkErrors.ContractBroken.is(error)) return undefined;
  const contract = error.data["contract"] as Hex;
  if (isLate) await project.add(genesis, { contract, codeHash, folder }, name);
  const kept = isLate ? name : undefined;
  const rows: [string, string][] = [["contract", contract]];
  if (name !== undefined) rows.push(["name", isLate ? `${name}, kept` : `${name} was not given to it`]);
  return { json: { contract, name: kept, codeHash }, rows };
}
