import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Hex } from "@pha/codec";
import { headerHash, readDigest } from "@pha/light-client";
import { freePort } from "@pha/local-infra";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { expect, it } from "vitest";
import { type ChainProcess, startChainProcess } from "../testing/chain-process.ts";
import { readMetrics } from "../testing/metrics.ts";
import { openGround, startSigners } from "../testing/test-chain.ts";

const FREEZES = 2;

interface Replica {
  readonly process: ChainProcess;
  readonly port: number;
}

const metric = async ({ port }: Replica, name: string) => (await readMetrics(`http://127.0.0.1:${port}`))(name);
const isAuthor = async (replica: Replica) => (await metric(replica, "chain_is_author")) === 1;
const best = (replica: Replica) => metric(replica, "chain_best_block_number");

it("two replicas fighting for the lease, one frozen past it and resumed, never produce two blocks of one height and round", {
  timeout: 180_000,
}, async () => {
  await using opened = new AsyncDisposableStack();
  const ground = opened.use(await openGround());
  const start = async (): Promise<Replica> => {
    const port = await freePort();
    const replica = { port, process: opened.use(await startChainProcess({ ...ground.config, port })) };
    await eventually(() => best(replica).then(Number.isInteger, () => false), { withinMs: 60_000 });
    return replica;
  };
  const replicas = [await start(), await start()];
  const bus = opened.use(await connectBus({ service: "miner", url: ground.config.natsUrl, log: silentLog }));
  const sealed = new Map<string, Set<Hex>>();
  const epochs = new Set<bigint>();
  const received = bus.subscribe(subjects.blockProposed, {}, ({ value: { header } }) => {
    const { round, epoch } = readDigest(header);
    const place = `${header.number}/${round}`;
    sealed.set(place, (sealed.get(place) ?? new Set()).add(headerHash(header)));
    epochs.add(epoch);
  });
  opened.use(received);
  await received.ready;
  const [{ port }] = replicas as [Replica];
  const genesis = (await (await fetch(`http://127.0.0.1:${port}/v1/blocks/0`)).json()) as { hash: Hex };
  opened.use(await startSigners(ground.config.natsUrl, genesis.hash));

  for (let i = 0; i < FREEZES; i++) {
    const frozen = await eventually(async () => {
      for (const replica of replicas) if (await isAuthor(replica)) return replica;
      return false;
    });
    const other = replicas.find((replica) => replica !== frozen) as Replica;
    await delay(randomInt(0, 1_000));
    frozen.process.freeze();
    const before = await best(other);
    await eventually(async () => (await best(other)) >= before + 2, { withinMs: 30_000 });
    frozen.process.thaw();
    const reached = await best(other);
    await eventually(async () => (await best(frozen)) > reached, { withinMs: 30_000 });
  }
  expect(epochs.size).toBeGreaterThan(FREEZES);
  expect([...sealed].filter(([, hashes]) => hashes.size > 1)).toEqual([]);
});
