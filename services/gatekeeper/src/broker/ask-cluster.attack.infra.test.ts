import { minerErrors, serviceErrors } from "@pha/api";
import { encode } from "@pha/codec";
import { WorkerReply } from "@pha/secret-channel/ask";
import { type Bus, connectBus } from "@pha/service-kit/bus";
import { Secret } from "@pha/service-kit/config";
import { silentLog as log } from "@pha/service-kit/log";
import { testNats } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { type BusServiceName, forBusServices, inboxPrefix, permissionsOf, subjects } from "@pha/wire";
import { connect, headers, nkeyAuthenticator, nkeys } from "nats";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { makeAskCluster } from "./ask-cluster.ts";
import { makeAskFrame } from "./ask-frame.ts";
import { type AskQuery, makeAskQuery } from "./ask-query.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { ledgerOf, makeBroker, makeTestWorker, type TestWorker, word } from "./testing.ts";

const keys = forBusServices(() => nkeys.createUser());
const contract = word(0xc1);
const answer = Uint8Array.of(1);
const nothing = new Uint8Array();
const opened = new AsyncDisposableStack();
let url: string;
let workers: TestWorker[];
let ask: AskQuery;
/** Requests that reached an enclave. */
let reached: number;
let perTest: AsyncDisposableStack;

beforeAll(async () => {
  url = opened.use(await testNats(forBusServices((service) => keys[service].getPublicKey()))).url;
});
afterAll(() => opened.disposeAsync());
beforeEach(async () => {
  perTest = new AsyncDisposableStack();
  workers = [makeTestWorker(0xa1), makeTestWorker(0xa2)];
  reached = 0;
  const chain = await joinAs("chain");
  const ledger = ledgerOf([contract], () => workers);
  await chain.serve(subjects.proofGet, {}, ({ request }) => ledger(request)).ready;
  ask = askingOn(await joinAs("gatekeeper"));
  return () => perTest.disposeAsync();
});

async function joinAs(service: BusServiceName): Promise<Bus> {
  const seed = new Secret(new TextDecoder().decode(keys[service].getSeed()));
  return perTest.use(await connectBus({ service, url, seed, inboxPrefix: inboxPrefix(service), log }));
}

/** A worker's own host, which hands requests to its enclave. */
async function serve(worker: TestWorker): Promise<void> {
  const host = await joinAs("miner");
  await host.serve(subjects.workerAsk, { at: { identity: worker.identity.slice(2) } }, ({ request }) => {
    reached++;
    return worker.proves(request, () => answer);
  }).ready;
}

/** A connection with a miner's keys that hears what it may, in a queue or in none, and replies this. */
async function lie(queue: string | undefined, reply: Uint8Array, status?: number): Promise<void> {
  const liar = await connect({ servers: url, authenticator: nkeyAuthenticator(keys.miner.getSeed()) });
  perTest.defer(() => liar.close());
  const options = status === undefined ? {} : { headers: headers(status, "No Responders") };
  for (const pattern of permissionsOf("miner").subscribe.filter((one) => one.startsWith("miner.")))
    liar.subscribe(pattern, {
      ...(queue === undefined ? {} : { queue }),
      callback: (_, message) => void message.respond(reply, options),
    });
  await liar.flush();
}

function askingOn(bus: Bus): AskQuery {
  return makeAskQuery(makeAskCluster(makeBroker(bus)), makeQueryTurns());
}

const query = (i: number) => ask({ contract, enc: word(7), ciphertext: Uint8Array.of(i) }, `192.0.2.${i % 5}`);

attack(
  "swallow a cluster's queries with the NATS keys of a miner that is no member, in its queues and beside them",
  async ({ held }) => {
    for (const worker of workers) await serve(worker);
    for (const queue of ["workers", "miner", "miners", undefined]) await lie(queue, nothing);
    for (let i = 0; i < 4; i++) {
      const silent = await joinAs("miner");
      await silent.serve(subjects.workerAsk, { queue: "workers" }, () => new Promise(() => {})).ready;
    }
    await held("each worker has a subject of its own, and no queue", async () => {
      for (let i = 0; i < 300; i++) expect(await query(i)).toEqual(answer);
      expect(reached).toBeGreaterThanOrEqual(300);
    });
  },
);

attack("reply to queries in an enclave's place, with the NATS keys of a miner", async ({ held }) => {
  for (const worker of workers) await serve(worker);
  const forged = { reply: answer, mac: word(1) };
  await lie(undefined, encode(WorkerReply, forged));
  await lie(undefined, nothing, 503);
  await lie(undefined, Uint8Array.of(0));
  for (const refusal of [minerErrors.NotServing(), minerErrors.CertificateRevoked(), serviceErrors.BusOverloaded()]) {
    const liar = await joinAs("miner");
    await liar.serve(subjects.workerAsk, {}, () => {
      throw refusal;
    }).ready;
  }
  await held("an enclave proves its reply, and nothing else counts", async () => {
    for (let i = 0; i < 300; i++) expect(await query(i)).toEqual(answer);
    const began = performance.now();
    expect(await Promise.all(Array.from({ length: 100 }, (_, i) => query(i)))).toHaveLength(100);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

attack("replay an enclave's reply to another request, with the NATS keys of a miner", async ({ held }) => {
  const [first] = workers as [TestWorker];
  let kept: WorkerReply | undefined;
  const host = await joinAs("miner");
  await host.serve(subjects.workerAsk, { at: { identity: first.identity.slice(2) } }, async ({ request }) => {
    kept ??= await first.proves(request, () => Uint8Array.of(0xff));
    return kept;
  }).ready;
  await serve(workers[1] as TestWorker);
  const honest = { contract, enc: word(7), ciphertext: Uint8Array.of(0) };
  expect(await ask(honest, "192.0.2.1", { worker: first.identity })).toEqual(Uint8Array.of(0xff));
  await held("a reply is proven for one request alone", async () => {
    for (let i = 0; i < 20; i++) expect(await query(i)).toEqual(answer);
  });
});

attack(
  "answer the frames of another's session, or have them look lost, with the NATS keys of a miner",
  async ({ held }) => {
    const [worker, second] = workers as [TestWorker, TestWorker];
    for (const one of [worker, second]) await serve(one);
    await lie(undefined, encode(WorkerReply, { reply: answer, mac: word(1) }));
    await lie(undefined, nothing, 503);
    const liar = await joinAs("miner");
    await liar.serve(subjects.workerAsk, {}, () => {
      throw minerErrors.UnknownSession();
    }).ready;
    const bus = await joinAs("gatekeeper");
    const askFrame = makeAskFrame(makeBroker(bus), makeQueryTurns());
    await held("the worker's own enclave answers all of them", async () => {
      for (let i = 0; i < 200; i++) {
        const frame = { contract, worker: worker.identity, frame: Uint8Array.of(i) };
        expect(await askFrame(frame, `192.0.2.${i % 5}`)).toEqual(answer);
      }
    });
  },
);

attack("hold back queries as the host of a member, which alone has them", async ({ held }) => {
  const silent = await joinAs("miner");
  const [first, second] = workers as [TestWorker, TestWorker];
  await silent.serve(subjects.workerAsk, { at: { identity: first.identity.slice(2) } }, () => new Promise(() => {}))
    .ready;
  await serve(second);
  await held("another worker is asked within two seconds, and first from then on", async () => {
    const times: number[] = [];
    for (let i = 0; i < 50; i++) {
      const began = performance.now();
      expect(await query(i)).toEqual(answer);
      times.push(performance.now() - began);
    }
    expect(Math.max(...times)).toBeLessThan(5_000);
    expect(times.filter((ms) => ms > 1_000).length).toBeLessThanOrEqual(2);
  });
});

attack("make an honest worker look lost, so that another one gets all queries", async ({ held }) => {
  for (const worker of workers) await serve(worker);
  const [victim] = workers as [TestWorker];
  const liar = await joinAs("miner");
  await liar.serve(subjects.workerAsk, { at: { identity: victim.identity.slice(2) } }, () => {
    throw serviceErrors.BusNoResponders();
  }).ready;
  await held("health counts what enclaves proved", async () => {
    workers = [victim];
    const alone = askingOn(await joinAs("gatekeeper"));
    for (let i = 0; i < 50; i++) {
      const began = performance.now();
      expect(await alone({ contract, enc: word(7), ciphertext: Uint8Array.of(i) }, "192.0.2.1")).toEqual(answer);
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });
});
