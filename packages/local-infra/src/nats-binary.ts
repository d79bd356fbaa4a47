import { join } from "node:path";
import { findProgram, unpackDebian } from "./debian.ts";
import { errors } from "./errors.ts";

/**
 * A nats-server: from PATH, else from `binDir`, else Debian's package downloaded and unpacked there (never installed).
 *
 * @throws `local-infra.NoNatsServer` saying how to get one.
 */
export async function natsBinary(binDir: string): Promise<string> {
  const unpacked = join(binDir, "nats");
  const find = () => findProgram("nats-server", [join(unpacked, "usr", "sbin")]);
  try {
    if (find() === undefined) await unpackDebian(["nats-server"], unpacked);
  } catch (cause) {
    throw errors.NoNatsServer({}, cause);
  }
  return find() as string;
}
