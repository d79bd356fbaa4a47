import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ground, openGround } from "@pha/chain/testing";
import type { Hex } from "@pha/codec";
import { type Relay, startRelay } from "@pha/relay";
import { developmentValidators } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";

/** Postgres, NATS and the development network's four validators, in this process; a test starts chains on them. */
export interface LedgerNetwork extends AsyncDisposable {
  readonly ground: Ground;
  /** Starts validator 0 … 3, on its own data. */
  startValidator(index: number): Promise<Relay>;
}

/** @param change of the development network's chain spec */
export async function openLedgerNetwork(change: Parameters<typeof openGround>[0] = {}): Promise<LedgerNetwork> {
  await using opened = new AsyncDisposableStack();
  const ground = opened.use(await openGround(change));
  const folder = await mkdtemp(join(tmpdir(), "ledger-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const { natsUrl, spec, code } = ground.config;
  const resources = opened.move();
  return {
    ground,
    startValidator: (index) =>
      startRelay(
        {
          port: 0,
          host: "127.0.0.1",
          natsUrl,
          natsSeed: undefined,
          spec,
          code,
          key: new Secret(developmentValidators[index]?.secret as Hex),
          dataDir: join(folder, String(index)),
        },
        { log: silentLog, metrics: createMetrics("relay"), signal: new AbortController().signal },
      ),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
