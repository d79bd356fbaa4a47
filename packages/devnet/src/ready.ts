import { setTimeout as delay } from "node:timers/promises";
import { type Child, untilReady } from "@pha/testkit/infra";
import type { Report } from "./report.ts";

/** Between two questions: many processes start at once, on few cores. */
const PAUSE_MS = 80;
/** When people are told for the first time what a service lacks, and how often after that. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 10_000;

/** Waits until a service says that it serves. */
export async function untilServing(child: Child, url: string, withinMs: number, report: Report): Promise<void> {
  let tellAt = performance.now() + PATIENCE_MS;
  const probe = async () => {
    try {
      await expectReady(url);
    } catch (error) {
      if (performance.now() > tellAt) {
        tellAt += AGAIN_MS;
        report.waiting(child.name, (error as Error).message);
      }
      await delay(PAUSE_MS);
      throw error;
    }
  };
  await untilReady(child, probe, { withinMs });
}

interface Readiness {
  readonly checks?: Readonly<Record<string, string>>;
}

async function expectReady(url: string): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
  } catch (cause) {
    throw new Error("does not answer yet", { cause });
  }
  const { checks = {} } = (await answer.json()) as Readiness;
  const lacking = Object.entries(checks).filter(([, outcome]) => outcome !== "ok");
  if (!answer.ok) throw new Error(lacking.map(([name, why]) => `${name}: ${why}`).join("; "));
}
