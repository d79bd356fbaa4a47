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

/** How far the tables are behind the chain. A chain that does not answer is where it said last. */
export interface Lag {
  /** The newest finalized block. */
  newest(): Promise<number>;
  /**
   * Checks that the tables are near it.
   *
   * @throws (what it gives) `governance.FarBehind`
   */
  check(): Promise<void>;
}

/** Less than a check of readiness may take. */
const timeoutMs = 1_000;

export function makeLag({ bus, height }: LagDeps): Lag {
  let said = 0;
  const newest = async () => {
    said = (await askHeight(bus)) ?? said;
    return Math.max(said, height());
  };
  return {
    newest,
    async check() {
      const [to, block] = [await newest(), height()];
      if (to - block > mostBehind) throw errors.FarBehind({ block, newest: to, mostBehind });
    },
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
