import { mostBehind } from "@pha/api";
import { CodedError } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";

interface LagDeps {
  readonly bus: Pick<Bus, "request">;
  /** Newest block that is in the tables. */
  readonly height: () => number;
}

/** Less than a check of readiness may take. */
const timeoutMs = 1_000;

/**
 * Checks that the tables are near the newest finalized block. A chain that does not answer makes nobody unready: what it
 * said last counts.
 *
 * @throws (what it gives) `governance.FarBehind`
 */
export function checkLag({ bus, height }: LagDeps): () => Promise<void> {
  let newest = 0;
  return async () => {
    newest = Math.max(newest, (await askHeight(bus)) ?? 0);
    const block = height();
    if (newest - block > mostBehind) throw errors.FarBehind({ block, newest, mostBehind });
  };
}

/** The newest finalized block, by a proof of nothing at it. */
async function askHeight(bus: LagDeps["bus"]): Promise<number | undefined> {
  try {
    return (await bus.request(subjects.proofGet, {}, { number: undefined, keys: [] }, { timeoutMs })).number;
  } catch (error) {
    if (error instanceof CodedError && error.kind === "unavailable") return undefined;
    throw error;
  }
}
