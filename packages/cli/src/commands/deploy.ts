import { utf8 } from "@pha/codec";
import type { Context } from "../context.ts";
import { nameAccounts } from "../contracts/arguments.ts";
import { placed } from "../contracts/in-sources.ts";
import { methodRows, methodsOf } from "../contracts/methods.ts";
import { parseContractName } from "../contracts/project.ts";
import { errors } from "../errors.ts";
import { parseJson } from "../json.ts";
import { table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

export interface DeployOptions extends SignerOptions {
  readonly args?: string;
  readonly cluster?: number;
  readonly salt?: string;
  readonly as?: string;
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
    args: await nameAccounts(context, abi.init?.input, args),
    ...(salt && { salt }),
    progress: (step: keyof typeof steps) => output.progress(steps[step]),
  };
  const contract = await network.deploy(signer, deployment).catch(async (error: unknown) => {
    throw await placed(error, codeHash, async () => [folder]);
  });
  const before = await context.project.add(network.genesisHash, { contract: contract.id, codeHash, folder }, name);
  const methods = methodsOf(abi);
  output.result(
    { contract: contract.id, name, codeHash, ...methods },
    table([
      ["contract", contract.id],
      ...(name === undefined ? [] : [["name", `${name}${before ? `, until now of ${before.contract}` : ""}`]]),
      ["code hash", codeHash],
      ...methodRows(methods),
    ]),
  );
}
