import { relative } from "node:path";
import type { Context } from "../context.ts";

/** `pha contract new <folder>` */
export async function newContract({ output }: Context, folder: string): Promise<void> {
  const { createContract } = await import("@pha/contract-kit/build");
  const files = await createContract(folder);
  output.result({ folder, files }, [
    `Made a contract in ${folder}:`,
    ...files.map((file) => `  ${file}`),
    `Next: ./pha contract deploy ${folder} --from //Alice`,
  ]);
}

/** `pha contract build [folder]` */
export async function buildContractFolder({ output }: Context, folder: string): Promise<void> {
  const { buildContract } = await import("@pha/contract-kit/build");
  const { codeHash, bytes, abi, files } = await buildContract(folder);
  const methods = { commands: Object.keys(abi.commands), queries: Object.keys(abi.queries) };
  output.result({ codeHash, bytes, ...methods, files }, [
    `code hash  ${codeHash}`,
    `size       ${(bytes / 1024).toFixed(1)} KiB`,
    `commands   ${methods.commands.join(", ") || "none"}`,
    `queries    ${methods.queries.join(", ") || "none"}`,
    `written    ${[files.code, files.abi].map((file) => relative("", file)).join(", ")}`,
  ]);
}
