import { get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Backend, State } from "./backend.ts";
import type { Pace } from "./pace.ts";

/** Probes without any sign of life, one after another, before what is under way is given up. */
const SILENT_PROBES = 3;

interface Finding {
  readonly state: State;
  readonly reason: string;
}

/** Asks a backend again and again whether it serves. Resolves after the first answer; goes on until the signal. */
export async function startProbing(
  backend: Backend,
  { pauseMs, answerMs }: Pace,
  changed: (before: State, reason: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let silent = 0;
  const once = async () => {
    const { state, reason } = await probe(backend, answerMs, signal);
    if (signal.aborted) return;
    silent = state === "silent" ? silent + 1 : 0;
    const before = backend.state;
    backend.state = silent >= SILENT_PROBES ? "down" : state;
    if (before !== backend.state) changed(before, reason);
    if (silent >= SILENT_PROBES) backend.giveUp();
  };
  await once();
  void (async () => {
    while (!signal.aborted) {
      await delay(pauseMs, undefined, { signal }).catch(() => {});
      await once();
    }
  })();
}

function probe({ host, port }: Backend, answerMs: number, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/readyz", agent: false, signal }, (response) => {
      response.resume();
      response.on("error", () => {}); // the status is all that was asked for
      const state = response.statusCode === 200 ? "ready" : "unready";
      resolve({ state, reason: `status ${response.statusCode}` });
    });
    const timer = setTimeout(() => {
      resolve({ state: "silent", reason: `no answer in ${answerMs} ms` });
      request.destroy();
    }, answerMs);
    request.on("error", ({ code, message }: NodeJS.ErrnoException) =>
      resolve({ state: "down", reason: code ?? message }),
    );
    request.on("close", () => clearTimeout(timer));
  });
}
