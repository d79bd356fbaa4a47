import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { contractFile } from "@pha/contract-engine";
import { textHash } from "../text-hash.ts";
import { Positions } from "./positions.ts";

/** Positions in the contract that was built in a folder, when it is the one with this code hash and its map is whole. */
export async function findPositions(folder: string, codeHash: string): Promise<Positions | undefined> {
  const read = (name: string): Promise<string | undefined> =>
    readFile(join(folder, "dist", name), "utf8").catch(() => undefined);
  const [code, map] = [await read(contractFile), await read(`${contractFile}.map`)];
  if (code === undefined || map === undefined || textHash(code) !== codeHash) return undefined;
  try {
    return new Positions({ code, map });
  } catch {
    return undefined; // what went wrong in the contract is still told, in its own words
  }
}
