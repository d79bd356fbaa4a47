import { decode } from "@pha/codec";
import { type Certified, Reached } from "@pha/program-kit";
import type { Bus } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";

/** How a program is brought far ahead, and where it is remembered. */
export interface Travel {
  /** Asks where it is: SCALE of a `Reached`. */
  readonly reach: () => Promise<Uint8Array>;
  /** Gives it a finalized block that leads to the newest one. */
  readonly skip: (certified: Certified) => Promise<void>;
  /** Keeps a milestone for its next start. */
  readonly keepMilestone: (sealed: Uint8Array) => Promise<void>;
}

/**
 * Brings a program to the newest finalized block by the few that it needs for that: those that changed the validators.
 *
 * @returns the block where it is now, and the newest one if it came there just now
 */
export async function skipAhead(
  bus: Pick<Bus, "request">,
  { reach, skip }: Pick<Travel, "reach" | "skip">,
): Promise<{ readonly height: number; readonly newest: Certified | undefined }> {
  let newest: Certified | undefined;
  for (;;) {
    const { number, setId } = decode(Reached, await reach());
    const path = await bus.request(subjects.finalizedPath, {}, { setId, number });
    if (path.length === 0) return { height: number, newest };
    for (const block of path) await skip(block);
    newest = path.at(-1);
  }
}
