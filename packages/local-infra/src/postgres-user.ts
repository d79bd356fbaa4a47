import { spawnSync } from "node:child_process";
import { chownSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { errors } from "./errors.ts";

/** `nobody`: has a passwd entry everywhere, which initdb asks for. */
const NOBODY = 65_534;

/** Arrangement by which Postgres runs as a user that it accepts: it refuses root. */
export interface PostgresUser {
  /** Command that runs a program as that user. */
  readonly wrapper: readonly string[];
  /** Owner of the files where they are not ours. */
  readonly owner?: number;
}

/**
 * Postgres refuses root and users without a passwd entry. They run it in a user namespace as `nobody`, which leaves the
 * files theirs; where that is not allowed, root runs it as the real `nobody` if that can reach program and folder.
 *
 * @throws `local-infra.PostgresNeedsUser` when neither works.
 */
export function ordinaryUser(program: string, dir: string): PostgresUser {
  if (process.getuid?.() !== 0 && hasName()) return { wrapper: [] };
  const namespace = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"];
  if (works([...namespace, "true"])) return { wrapper: namespace };
  const real = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--"];
  giveTo({ wrapper: real, owner: NOBODY }, dir);
  if (works([...real, "test", "-w", resolve(dir)]) && works([...real, "test", "-x", program]))
    return { wrapper: real, owner: NOBODY };
  throw errors.PostgresNeedsUser({ folder: resolve(dir) });
}

/** Hands a file that we wrote to the user that Postgres runs as. */
export function giveTo({ owner }: PostgresUser, file: string): void {
  if (owner !== undefined && process.getuid?.() === 0) chownSync(file, owner, owner);
}

function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}

const works = ([file, ...args]: string[]): boolean => spawnSync(file as string, args).status === 0;
