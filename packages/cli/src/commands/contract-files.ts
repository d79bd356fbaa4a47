import { relative } from "node:path";
import type { Context } from "../context.ts";
import { methodRows, methodsOf } from "../contracts/methods.ts";
import { errors } from "../errors.ts";
import { report } from "../failure.ts";
import { isClone, packageVersions } from "../origin.ts";
import { table } from "../output.ts";

const kit = () => import("@pha/contract-kit/build");

/** `pha contract new <folder>` */
export async function newContract({ output, pha }: Context, folder: string, template: string): Promise<void> {
  const { createContract, linkKit } = await kit();
  const files = await createContract(folder, () => packageVersions(output), template);
  if (isClone) await linkKit(folder);
  output.result({ folder, template, files }, [
    `Made a contract in ${folder}:`,
    ...files.map((file) => `  ${file}`),
    `Next: ${pha} contract test ${folder}`,
    `and what ${folder}/README.md says: how it is deployed, called and asked`,
  ]);
}

/** `pha contract build [folder]`; gives the sources that it was built of. */
export async function buildContractFolder({ output }: Context, folder: string): Promise<readonly string[]> {
  output.busy(`building ${folder}: types are checked, then it is bundled and its ABI read`);
  const { buildContract } = await kit();
  const { codeHash, bytes, abi, files, inputs } = await buildContract(folder);
  const methods = methodsOf(abi);
  output.result(
    { codeHash, bytes, ...methods, files },
    table([
      ["code hash", codeHash],
      ["size", `${(bytes / 1024).toFixed(1)} KiB`],
      ...methodRows(methods),
      ["written", [files.code, files.abi].map((file) => relative("", file)).join(", ")],
    ]),
  );
  return inputs;
}

/** `pha contract test [folder]` */
export async function testContractFolder({ output }: Context, folder: string): Promise<void> {
  output.busy(`testing ${folder}: types are checked, then its tests run`);
  const { runTests } = await kit();
  const run = await runTests(folder, output.aside);
  if (run.failed > 0) throw errors.TestsFailed({ ...run });
  output.result(run, []);
}

/** `pha contract dev [folder]`: until it is ended. */
export async function developContract(context: Context, folder: string): Promise<void> {
  const { changesIn } = await kit();
  let sources: readonly string[] = [];
  for await (const _ of changesIn(folder, { inputs: () => sources })) {
    try {
      sources = await buildContractFolder(context, folder);
      await testContractFolder(context, folder);
    } catch (error) {
      await report(context.output, error, context);
    }
    context.output.progress("waiting for a change; Ctrl-C ends");
  }
}
