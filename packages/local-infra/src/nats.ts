import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BusServiceName, natsConf } from "@pha/wire";
import { type Child, startChild } from "./child.ts";
import { natsBinary } from "./nats-binary.ts";
import { rememberedPort } from "./port.ts";
import { type ReadyOptions, untilReady } from "./ready.ts";

/** Where and how NATS runs. */
export interface NatsOptions extends ReadyOptions {
  /** Folder of its configuration and its ports; made at the first start. */
  readonly dir: string;
  readonly logFile: string;
  /** Where a downloaded nats-server is kept. */
  readonly binDir: string;
  /** Public nkey (`U…`) of each service; anybody may connect when absent. */
  readonly users?: Readonly<Record<BusServiceName, string>>;
}

/** A running NATS server. */
export interface Nats extends AsyncDisposable {
  readonly url: string;
  readonly child: Child;
}

/**
 * Starts a nats-server on ports it keeps, for this machine only.
 *
 * @throws `local-infra.NoNatsServer`, `ProcessFailed`.
 */
export async function startNats({ dir, logFile, binDir, users, ...ready }: NatsOptions): Promise<Nats> {
  mkdirSync(dir, { recursive: true });
  const file = await natsBinary(binDir);
  const port = await rememberedPort(join(dir, "port"));
  const monitorPort = await rememberedPort(join(dir, "monitor-port"));
  const conf = join(dir, "nats.conf");
  const monitor = `127.0.0.1:${monitorPort}`;
  writeFileSync(conf, natsConf({ listen: `127.0.0.1:${port}`, monitor, ...(users ? { users } : {}) }));
  const child = startChild({ name: "nats", file, args: ["-c", conf], logFile });
  await untilReady(
    child,
    async () => {
      const answer = await fetch(`http://${monitor}/healthz`);
      if (!answer.ok) throw new Error(`health: ${answer.status}`);
    },
    ready,
  );
  return { url: `nats://127.0.0.1:${port}`, child, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
