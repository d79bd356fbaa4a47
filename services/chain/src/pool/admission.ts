import type { CodedError, Hex } from "@pha/codec";
import type { Runtime } from "@pha/runtime";
import { type Extrinsic, transactionErrors } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { giveUp } from "../db/pool.ts";
import type { Role } from "../lease/role.ts";
import type { Checks, Judged } from "./checks.ts";
import { type GivenUp, refused } from "./given-up.ts";
import type { Line } from "./line.ts";

/** An extrinsic, by the runtime that decoded it. */
interface Decoded {
  readonly extrinsic: Extrinsic;
  readonly runtime: Runtime;
}

/** One whose signature holds. */
export interface Authentic extends Decoded {
  /** By the state after this block. */
  readonly verifiedAt: number;
}

/** How a stored extrinsic comes into the line. */
export interface Entry {
  /** Order of acceptance. */
  readonly sequence: number;
  /** Whether it was accepted before. */
  readonly returning: boolean;
  /** Verdict from before it was stored: holds as long as the ledger has not moved. */
  readonly judged?: Judged;
}

/** Puts stored extrinsics in line by the newest state, or gives them up. */
export interface Admission {
  decode(bytes: Uint8Array): Decoded;
  /** @throws `transaction.BadProof`, `transaction.AncientBirthBlock` */
  authenticate(decoded: Decoded): Promise<Authentic>;
  /** Once for each state: blocks may have come since it was looked at. */
  enter(authentic: Authentic, entry: Entry): Promise<void>;
  /** Gives one up for an error that is about it. */
  refuse(hash: Hex, error: CodedError): Promise<void>;
  /** Whether one has been given up here, and Postgres may not have it yet: it still reads as waiting there. */
  isEnding(hash: Hex): boolean;
}

export function makeAdmission(deps: {
  readonly db: Db;
  readonly role: Role;
  readonly checks: Checks;
  readonly line: Line;
}): Admission {
  const { db, role, checks, line } = deps;
  const ending = new Set<Hex>();

  const decode = (bytes: Uint8Array): Decoded => ({ runtime: checks.runtime(), extrinsic: checks.decode(bytes) });

  async function authenticate(decoded: Decoded): Promise<Authentic> {
    return { ...decoded, verifiedAt: await checks.authenticate(decoded.extrinsic) };
  }

  async function enter(authentic: Authentic, entry: Entry): Promise<void> {
    const { extrinsic, verifiedAt, runtime } = authentic;
    const { sequence, returning } = entry;
    let { judged } = entry;
    while (!judged || !checks.isNewest(judged)) judged = await checks.judge(extrinsic, returning);
    // The extrinsic may have been taken up from Postgres first.
    if (line.queue.get(extrinsic.hash)) return;
    if (runtime !== checks.runtime())
      return enter(await authenticate(decode(extrinsic.bytes)), { sequence, returning });
    const expires = checks.lastBlock(extrinsic, verifiedAt);
    if (judged.height >= expires) throw transactionErrors.AncientBirthBlock({ lastBlock: expires });
    const gone = line.add({ extrinsic, validity: judged.validity, returning }, { sequence, expires });
    await writeEnds(gone);
  }

  /** The leader's word is final. */
  async function writeEnds(given: readonly GivenUp[]): Promise<void> {
    if (!role.isLeading || given.length === 0) return;
    for (const { hash } of given) ending.add(hash);
    try {
      await giveUp(db, given);
    } finally {
      for (const { hash } of given) ending.delete(hash);
    }
  }

  return {
    decode,
    authenticate,
    enter,
    async refuse(hash, error) {
      const given = refused(hash, error);
      line.letGo(given);
      await writeEnds([given]);
    },
    isEnding: (hash) => ending.has(hash),
  };
}
