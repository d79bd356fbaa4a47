import { minerErrors, serviceErrors } from "@pha/api";
import type { Ask } from "@pha/secret-channel/ask";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeAskCluster } from "./ask-cluster.ts";
import { type AskFrame, makeAskFrame } from "./ask-frame.ts";
import { type AskQuery, makeAskQuery } from "./ask-query.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { ledgerOf, makeBroker, makeTestWorker, type TestWorker, word } from "./testing.ts";

const contract = word(0xc1);
const client = "192.0.2.1";
const answer = Uint8Array.of(1);
const frame = Uint8Array.of(7);
const coded = (code: string) => expect.objectContaining({ code });

let workers: [TestWorker, TestWorker];
/** What a worker's enclave does, and what happens to a request on its way. */
let manner: (ask: Ask) => Uint8Array | Promise<Uint8Array>;
let outside: () => unknown;
let asked: TestWorker[];
let ask: AskFrame;
let askQuery: AskQuery;
let bus: FakeBus;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  bus = new FakeBus();
  workers = [makeTestWorker(0xa1), makeTestWorker(0xa2)];
  manner = () => answer;
  outside = () => {};
  asked = [];
  bus.reply(
    subjects.proofGet,
    ledgerOf([contract], () => workers),
  );
  bus.reply(subjects.workerAsk, async (request, filled) => {
    const worker = workers.find(({ identity }) => filled.includes(identity.slice(2))) as TestWorker;
    asked.push(worker);
    await outside();
    return worker.proves(request, () => manner(request));
  });
  const broker = makeBroker(bus);
  ask = makeAskFrame(broker, makeQueryTurns());
  askQuery = makeAskQuery(makeAskCluster(broker), makeQueryTurns());
});
afterEach(() => {
  vi.useRealTimers();
});

it("a frame goes to the worker of its session alone", async () => {
  manner = ({ asked }) => {
    expect(asked).toEqual({ type: "Frame", value: { contract, frame } });
    return answer;
  };
  const [, second] = workers;
  for (let i = 0; i < 5; i++) expect(await ask({ contract, worker: second.identity, frame }, client)).toEqual(answer);
  expect(new Set(asked)).toEqual(new Set([second]));
});

it.each([minerErrors.UnknownSession, minerErrors.RequestReplayed, minerErrors.NotServing])(
  "what the worker's enclave refuses with is passed on, and nobody else asked: $code",
  async (refusal) => {
    manner = () => {
      throw refusal();
    };
    const [first] = workers;
    const asking = ask({ contract, worker: first.identity, frame }, client);
    await expect(asking).rejects.toThrowError(coded(refusal.code));
    expect(asked).toEqual([first]);
  },
);

it("one for a worker that is no member of the contract's cluster is for no session", async () => {
  const asking = ask({ contract, worker: word(0x99), frame }, client);
  await expect(asking).rejects.toThrowError(coded("miner.UnknownSession"));
  const elsewhere = ask({ contract: word(0xdd), worker: workers[0].identity, frame }, client);
  await expect(elsewhere).rejects.toThrowError(coded("gatekeeper.UnknownContract"));
  expect(asked).toEqual([]);
});

it("whoever asked hears a tenth of a second after a doubt that the answer is lost, and may go elsewhere", async () => {
  outside = () => {
    throw serviceErrors.BusNoResponders();
  };
  const asking = ask({ contract, worker: workers[0].identity, frame }, client).catch((error) => error);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(1));
  await vi.advanceTimersByTimeAsync(100);
  expect(await asking).toMatchObject({ code: "gatekeeper.AnswerLost" });
});

it("frames count as what a worker does: who has many is not asked for more by others", async () => {
  const [first, second] = workers;
  const { promise: later, resolve: end } = Promise.withResolvers<Uint8Array>();
  manner = ({ asked }) => (asked.type === "Frame" ? later : answer);
  const frames = Array.from({ length: 20 }, () => ask({ contract, worker: first.identity, frame }, client));
  await vi.waitFor(() => expect(asked).toHaveLength(20));
  asked = [];
  const query = { contract, enc: word(7), ciphertext: frame };
  for (const type of ["Query", "Session", "Query", "Session"] as const)
    expect(await askQuery(query, client, { type })).toEqual(answer);
  expect(new Set(asked)).toEqual(new Set([second]));
  end(answer);
  await Promise.all(frames);
});

it("what is wrong at this gatekeeper is told as it is: neither worker nor session is at fault", async () => {
  await ask({ contract, worker: workers[0].identity, frame }, client);
  bus.request = (async () => {
    throw serviceErrors.BusUnreachable();
  }) as never;
  const asking = ask({ contract, worker: workers[0].identity, frame }, client);
  await expect(asking).rejects.toThrowError(coded("service-kit.BusUnreachable"));
});
