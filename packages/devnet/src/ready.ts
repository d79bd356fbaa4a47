import { get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Child, untilReady } from "@pha/local-infra";
import type { Report } from "./report.ts";

/** Between two questions: many processes start at once, on few cores. */
const PAUSE_MS = 120;
const ANSWER_MS = 3_000;
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
  const { status, body } = await ask(`${url}/readyz`);
  if (status === 200) return;
  const { checks = {} } = JSON.parse(body) as Readiness;
  const lacking = Object.entries(checks).filter(([, outcome]) => outcome !== "ok");
  throw new Error(lacking.map(([name, why]) => `${name}: ${why}`).join("; "));
}

/** A tenth of what `fetch` costs, which counts when every core is busy with starting services. */
function ask(url: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error) => reject(new Error("does not answer yet", { cause }));
    const request = get(url, { agent: false, timeout: ANSWER_MS }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
      response.on("error", fail);
    });
    request.on("error", fail);
    request.on("timeout", () => request.destroy());
  });
}
