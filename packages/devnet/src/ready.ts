import { setTimeout as delay } from "node:timers/promises";
import { type Child, untilReady } from "@pha/testkit/infra";
import type { Report } from "./report.ts";

/** Between two questions: many processes start at once, on few cores. */
const PAUSE_MS = 80;

/** Waits until a service says that it serves; after five seconds people are told what it lacks. */
export async function untilServing(child: Child, url: string, withinMs: number, report: Report): Promise<void> {
  let lacks = "it does not listen yet";
  const probe = async () => {
    try {
      await expectReady(url);
    } catch (error) {
      lacks = (error as Error).message;
      await delay(PAUSE_MS);
      throw error;
    }
  };
  await untilReady(child, probe, { withinMs, onSlow: (name) => report.waiting(name, lacks) });
}

interface Readiness {
  readonly checks?: Readonly<Record<string, string>>;
}

async function expectReady(url: string): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
  } catch (cause) {
    throw new Error("it does not answer yet", { cause });
  }
  const { checks = {} } = (await answer.json()) as Readiness;
  const lacking = Object.entries(checks).filter(([, outcome]) => outcome !== "ok");
  if (!answer.ok) throw new Error(`it waits for ${lacking.map(([name, why]) => `${name} (${why})`).join(", ")}`);
}
