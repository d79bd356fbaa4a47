import { join, resolve } from "node:path";
import { type Bundle, bundleContract } from "./bundle.ts";
import { checkTypes, contractSource } from "./check-types.ts";
import { errors } from "./errors.ts";
import { writeOutput } from "./write-output.ts";

/** A built contract, and where its files are. */
export interface BuiltContract extends Bundle {
  readonly files: { readonly code: string; readonly map: string; readonly abi: string };
}

/**
 * Builds the contract in a folder, checks its types, and writes `dist/contract.mjs`, its source map and `dist/abi.json`
 * beside its sources.
 *
 * @throws `contract-kit.NoContract`, `contract-kit.BuildFailed`, `contract-kit.ImportsLeft`, `contract-kit.NoAbi`,
 *   `contract-kit.AbiNotRead`, `contract-kit.CodeTooLarge`, `contract-kit.TypesFail`, `contract-kit.OutsideFolder`
 */
export async function buildContract(folder: string): Promise<BuiltContract> {
  const root = resolve(folder);
  const holdTypes = (): Promise<void> => checkTypes(root, [contractSource], "engine");
  const bundle = await bundleContract(root).catch(async (error: unknown) => {
    // A module that throws when it is loaded is most often a mistake that its types tell better.
    if (errors.NoAbi.is(error)) await holdTypes();
    throw error;
  });
  await holdTypes();
  const fileOf = (name: string): string => join(root, "dist", name);
  const files = { code: fileOf("contract.mjs"), map: fileOf("contract.mjs.map"), abi: fileOf("abi.json") };
  await writeOutput(files.code, bundle.code);
  await writeOutput(files.map, bundle.map);
  await writeOutput(files.abi, `${JSON.stringify(bundle.abi, null, 2)}\n`);
  return { ...bundle, files };
}
