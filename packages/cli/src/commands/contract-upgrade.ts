import { resolve } from "node:path";
import { utf8 } from "@pha/codec";
import type { Context } from "../context.ts";
import { placed } from "../contracts/in-sources.ts";
import { methodRows, methodsOf } from "../contracts/methods.ts";
import { findTarget } from "../contracts/target.ts";
import { errors } from "../errors.ts";
import { table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

const steps = {
  submitting: "handing in the code; waiting for the validators",
  "waiting for the workers": "on the ledger; the workers fetch the key that goes with the code, and go over",
};

/** `pha contract upgrade <contract> [folder]` */
export async function upgradeContract(
  context: Context,
  text: string,
  given: string | undefined,
  options: SignerOptions,
): Promise<void> {
  const { output, project } = context;
  const signer = await context.signer(options);
  const network = await context.connect();
  const { contract, told } = await findTarget(context, network, text, signer.accountId, { anyCode: true });
  const folder = given ?? (await project.folderOf(network.genesisHash, contract.id));
  if (folder === undefined) throw errors.NoFolder({ contract: contract.id });
  output.progress(`building ${folder}`);
  const { buildContract } = await import("@pha/contract-kit/build");
  const { code, codeHash, abi } = await buildContract(folder);
  await contract
    .upgrade(signer, utf8(code), { preflight: true, progress: (step) => output.progress(steps[step]) })
    .catch(async (error: unknown) => {
      throw await placed(error, codeHash, async () => [folder]);
    });
  await project.upgraded(network.genesisHash, { contract: contract.id, codeHash, folder: resolve(folder) });
  const methods = methodsOf(abi);
  output.result(
    { contract: contract.id, name: told.name, codeHash, replaced: told.codeHash, ...methods },
    table([
      ["contract", contract.id],
      ...(told.name ? [["name", told.name]] : []),
      ["code hash", codeHash],
      ["in place of", told.codeHash],
      ...methodRows(methods),
    ]),
  );
}
