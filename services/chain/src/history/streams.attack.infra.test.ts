import { makeCall } from "@pha/frame";
import { system, utility } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll, expect } from "vitest";
import type { Chain } from "../service.ts";
import { type Cuttable, cuttable } from "../testing/cuttable.ts";
import { key, openGround, sign, startSigners } from "../testing/test-chain.ts";

const STREAMS = 100;
const EVENTS = 500;
/** To make such a block and read its events once takes a quarter of it; every stream's own reading more than a tenth. */
const MOST_READ = 1024 * 1024;

const opened = new AsyncDisposableStack();
let postgres: Cuttable;
let chain: Chain;

beforeAll(async () => {
  const ground = opened.use(await openGround());
  const real = new URL(ground.config.databaseUrl.reveal());
  postgres = opened.use(await cuttable(String(real)));
  real.host = new URL(postgres.url).host;
  chain = opened.use(await ground.start({ databaseUrl: new Secret(String(real)) }));
  opened.use(await startSigners(ground.config.natsUrl, chain.ledger.genesis.hash));
  await eventually(() => chain.ledger.finalized.number > 0);
});
afterAll(() => opened.disposeAsync());

/** Has a block made with many events; gives how many bytes came from Postgres until it was final and told. */
async function costOfBlock(nonce: number, isTold: () => boolean): Promise<number> {
  const remark = makeCall(system, "remark_with_event", { remark: new Uint8Array(10) });
  const batch = makeCall(utility, "batch", { calls: Array<typeof remark>(EVENTS).fill(remark) });
  const before = postgres.received;
  const { hash } = await chain.ledger.submit(sign(chain.ledger, "//Alice", batch, { nonce }));
  await eventually(async () => (await chain.ledger.transaction(hash))?.type === "finalized" && isTold());
  return postgres.received - before;
}

attack(
  "follow the events of one account by many streams, and fill a block with others",
  async ({ held }) => {
    const leaving = new AbortController();
    let told = 0;
    const { accountId: alice } = key("//Alice");
    for (let i = 0; i < STREAMS; i++) {
      const url = `http://127.0.0.1:${chain.port}/v1/events/stream?account=${alice}&pallet=System&name=Remarked`;
      const { status, body } = await fetch(url, { signal: leaving.signal });
      expect(status).toBe(200);
      void body
        ?.pipeThrough(new TextDecoderStream())
        .pipeTo(
          new WritableStream({
            write(text) {
              told += text.split("\n").length - 1;
            },
          }),
        )
        .catch(() => {}); // it ends when this leaves
    }
    await held("the events of a block are read once for all streams", async () => {
      const cost = await costOfBlock(0, () => told >= STREAMS * EVENTS);
      expect(told).toBe(STREAMS * EVENTS);
      expect(cost).toBeLessThan(MOST_READ);
    });
    leaving.abort();
  },
  120_000,
);
