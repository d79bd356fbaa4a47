import { setTimeout } from "node:timers/promises";
import { fromHex, type Hex, toHex } from "@pha/codec";
import { nodePrimitives } from "@pha/crypto/node";
import { FreshnessCount, isFreshnessOf } from "@pha/light-client";
import { type Bus, connectBus } from "@pha/service-kit/bus";
import { silentLog as log } from "@pha/service-kit/log";
import { testNats } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { subjects } from "@pha/wire";
import { connect } from "nats";
import { afterAll, beforeAll, expect } from "vitest";
import { makeValidatorKey } from "../voting/validator-key.ts";
import { serveValidatorFresh } from "./validator-fresh.ts";

const keys = [1, 2, 3, 4].map((n) => makeValidatorKey(`0x${`0${n}`.repeat(32)}`));
const genesisHash: Hex = `0x${"aa".repeat(32)}`;
const set = { id: 0n, addresses: keys.map(({ address }) => address) };
const head = { hash: `0x${"bb".repeat(32)}`, header: { number: 100 } };

const opened = new AsyncDisposableStack();
let url: string;
let bus: Bus;

beforeAll(async () => {
  url = opened.use(await testNats()).url;
  const validators = opened.use(await connectBus({ service: "relay", url, log }));
  bus = opened.use(await connectBus({ service: "gatekeeper", url, log }));
  const client = { head, validators: set, genesisHash, requireFresh() {} };
  for (const key of keys) {
    const served = serveValidatorFresh({ bus: validators, key, client: client as never, follower: { check() {} } });
    await opened.use(served).ready;
  }
});
afterAll(() => opened.disposeAsync());

/** Asks all validators once, as an enclave's host does. */
async function inquire(): Promise<FreshnessCount> {
  const nonce = toHex(nodePrimitives.randomBytes(32));
  const count = new FreshnessCount({ genesisHash, set, nonce });
  const ask = async (validator: Hex) =>
    bus.request(subjects.validatorFresh, { validator }, nonce, {
      holds: (answer) => isFreshnessOf(validator, genesisHash, nonce, answer),
    });
  for (const asked of await Promise.allSettled(set.addresses.map(ask)))
    if (asked.status === "fulfilled") count.take(asked.value);
  return count;
}

async function other() {
  const nats = await connect({ servers: url });
  opened.defer(() => nats.close());
  return nats;
}

attack(
  "use up the validators' answers about freshness, as one host that asks 20,000 times a second",
  async ({ held }) => {
    const nats = await other();
    let isOver = false;
    const flood = (async () => {
      const nonce = fromHex(genesisHash);
      while (!isOver) {
        for (const { address } of keys)
          for (let n = 0; n < 20; n++)
            nats.publish(`relay.v1.validator.${address}.fresh`, nonce, { reply: `_INBOX_miner.x.${n}` });
        await setTimeout(4);
      }
    })();
    for (let question = 0; question < 5; question++)
      await held("all that came in a moment have one signature", async () => {
        expect((await inquire()).height).toBe(100);
      });
    isOver = true;
    await flood;
  },
);

attack("answer questions about freshness first, in all validators' names", async ({ held }) => {
  const nats = await other();
  nats.subscribe("relay.v1.validator.*.fresh", { callback: (_, message) => void message.respond(Uint8Array.of(0)) });
  await nats.flush();
  for (let question = 0; question < 5; question++)
    await held("the first answer that holds counts", async () => {
      expect((await inquire()).answered).toBe(4);
    });
});
