import { chainErrors, mostBehind } from "@pha/api";
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
   * Checks that the tables are near it, and of its history as far as that is known.
   *
   * @throws (what it gives) `governance.FarBehind`, `governance.PutBack`
   */
  check(): Promise<void>;
}

/** Less than a check of readiness may take. */
const timeoutMs = 1_000;

export function makeLag({ bus, height }: LagDeps): Lag {
  let said = 0;
  const ask = async () => {
    said = (await askHeight(bus)) ?? said;
    return said;
  };
  return {
    newest: async () => Math.max(await ask(), height()),
    async check() {
      const [to, block] = [await ask(), height()];
      if (to - block > mostBehind) throw errors.FarBehind({ block, newest: to, mostBehind });
      if (block > to && (await lacks(bus, block))) throw errors.PutBack({ block, newest: to });
    },
  };
}

/** The newest finalized block, or one of which that is asked, by a proof of nothing at it. */
async function askHeight(bus: LagDeps["bus"], number?: number): Promise<number | undefined> {
  try {
    return (await bus.request(subjects.proofGet, {}, { number, keys: [] }, { timeoutMs })).number;
  } catch (error) {
    if (error instanceof CodedError && error.kind === "unavailable") return undefined;
    throw error;
  }
}

/** Whether the chain says that it has no such block: whoever of it is asked looks at what the others have. */
async function lacks(bus: LagDeps["bus"], number: number): Promise<boolean> {
  try {
    await askHeight(bus, number);
    return false;
  } catch (error) {
    if (chainErrors.BlockNotFound.is(error)) return true;
    throw error;
  }
}
