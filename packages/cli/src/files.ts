import { readFile } from "node:fs/promises";
import { errors } from "./errors.ts";

/** @throws `cli.FileUnreadable` */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw errors.FileUnreadable({ file, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}

/** @throws `cli.FileUnreadable` */
export const readText = async (file: string): Promise<string> => (await readBytes(file)).toString("utf8");
