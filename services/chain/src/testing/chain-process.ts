import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { CodedError, type Hex } from "@pha/codec";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { subjects } from "@pha/wire";
import type { Config } from "../config.ts";

/** A chain in a process of its own, so that it can be killed, and a way to hand it extrinsics. */
export interface ChainProcess extends AsyncDisposable {
  readonly isKilled: boolean;
  /** Ended, whoever ended it. */
  readonly hasExited: boolean;
  kill(): Promise<void>;
  /** Nothing of it runs until `thaw`, though its connections stay. */
  freeze(): void;
  thaw(): void;
  /** The receipt; `undefined` when nobody answers any more. */
  submit(extrinsic: Uint8Array): Promise<Hex | undefined>;
}

export async function startChainProcess({ port, databaseUrl, natsUrl, spec, code }: Config): Promise<ChainProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"],
      CHAIN_PORT: String(port),
      CHAIN_DATABASE_URL: databaseUrl.reveal(),
      CHAIN_NATS_URL: natsUrl,
      CHAIN_SPEC: spec,
      CHAIN_CODE: code,
      CHAIN_LOG_LEVEL: "silent",
    },
  });
  const exited = once(child, "exit");
  const bus = await connectBus({ service: "miner", url: natsUrl, log: silentLog });
  await eventually(
    () =>
      bus
        .request(subjects.finalizedGet, {}, { from: 0, limit: 0, events: undefined }, { timeoutMs: 500 })
        .catch(unanswered),
    { withinMs: 120_000 },
  );
  return {
    get hasExited() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    get isKilled() {
      return child.killed;
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async submit(extrinsic) {
      const receipt = await bus.request(subjects.submit, {}, extrinsic, { timeoutMs: 2_000 }).catch(unanswered);
      return receipt?.hash;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      await bus[Symbol.asyncDispose]();
    },
  };
}

function unanswered(error: unknown): undefined {
  if (error instanceof CodedError && error.kind === "unavailable") return;
  throw error;
}
