import { minerErrors, serviceErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Ask } from "@pha/secret-channel/ask";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AskCluster, isUnavailable, makeAskCluster } from "./ask-cluster.ts";
import { type AskQuery, makeAskQuery } from "./ask-query.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { ledgerOf, makeBroker, makeTestWorker, type TestWorker, word } from "./testing.ts";

const here = word(0xc1);
const there = word(0xc2);
const coded = (code: string) => expect.objectContaining({ code, kind: "unavailable" });
const answer = Uint8Array.of(1);
const client = "192.0.2.1";
const queryTo = (contract: Hex) => ({ contract, enc: word(7), ciphertext: Uint8Array.of(2) });

/** What a worker's enclave does with a request, or what happens to that on its way. */
type Manner = (ask: Ask) => Uint8Array | Promise<Uint8Array>;
const never = new Promise<never>(() => {});
const refuses = (error: Error) => () => {
  throw error;
};

let bus: FakeBus;
let workers: TestWorker[];
/** What each worker's enclave does; it answers if nothing is said. */
let manners: Map<TestWorker, Manner>;
/** What comes instead of what an enclave says, for each worker. */
let outside: Map<TestWorker, Manner>;
/** Workers in the order in which requests came to them. */
let asked: TestWorker[];
let askCluster: AskCluster;
let ask: AskQuery;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  bus = new FakeBus();
  workers = [makeTestWorker(0xa1), makeTestWorker(0xa2)];
  manners = new Map();
  outside = new Map();
  asked = [];
  bus.reply(
    subjects.proofGet,
    ledgerOf([here, there], () => workers),
  );
  bus.reply(subjects.workerAsk, async (request, filled) => {
    const worker = workers.find(({ identity }) => filled.includes(identity.slice(2))) as TestWorker;
    asked.push(worker);
    await outside.get(worker)?.(request);
    return worker.proves(request, () => manners.get(worker)?.(request) ?? answer);
  });
  askCluster = makeAskCluster(makeBroker(bus));
  ask = makeAskQuery(askCluster, makeQueryTurns());
});
afterEach(() => {
  vi.useRealTimers();
});

/** What comes of a query, and the milliseconds that it took. */
async function timed(query: Promise<Uint8Array>): Promise<{ readonly ms: number; readonly came: unknown }> {
  const began = performance.now();
  let came: unknown;
  query.then(
    (value) => {
      came = value;
    },
    (error) => {
      came = error;
    },
  );
  while (came === undefined) {
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    if (came === undefined) vi.advanceTimersToNextTimer();
  }
  return { ms: performance.now() - began, came };
}

describe("a query", () => {
  it.each([minerErrors.NotServing, minerErrors.LeaseExpired, minerErrors.RequestAhead])(
    "that a worker's enclave refused before it took it goes to another one: after $code",
    async (refusal) => {
      const [first] = workers as [TestWorker];
      manners.set(first, refuses(refusal()));
      for (let i = 0; i < 8; i++) expect(await ask(queryTo(here), client)).toEqual(answer);
      expect(asked.length).toBeGreaterThanOrEqual(8);
      for (const worker of workers) manners.set(worker, refuses(refusal()));
      asked = [];
      await expect(ask(queryTo(here), client)).rejects.toThrowError(coded(refusal.code));
      expect(new Set(asked)).toEqual(new Set(workers));
      expect(asked).toHaveLength(2);
    },
  );

  it.each([
    minerErrors.Overloaded,
    minerErrors.ReplayCacheFull,
    minerErrors.RequestReplayed,
    minerErrors.CertificateRevoked,
  ])("that a worker's enclave has judged is asked of no other: $code", async (refusal) => {
    for (const worker of workers) manners.set(worker, refuses(refusal()));
    await expect(ask(queryTo(here), client)).rejects.toThrowError(expect.objectContaining({ code: refusal.code }));
    expect(asked).toHaveLength(1);
  });

  it.each([
    [serviceErrors.BusNoResponders, "gatekeeper.NoWorker"],
    [serviceErrors.BusOverloaded, "gatekeeper.Overloaded"],
    [serviceErrors.BusFault, "gatekeeper.AnswerLost"],
    [minerErrors.UnknownContract, "gatekeeper.AnswerLost"],
  ])(
    "is answered by another worker when one's place is taken by $0.code, which no enclave proved",
    async (lie, code) => {
      for (const [lied] of workers.map((worker) => [worker])) outside.set(lied as TestWorker, refuses(lie()));
      outside.delete(workers[1] as TestWorker);
      for (let i = 0; i < 5; i++) {
        const { ms, came } = await timed(ask(queryTo(here), client));
        expect(came).toEqual(answer);
        expect(ms).toBeLessThanOrEqual(100);
      }
      for (const worker of workers) outside.set(worker, refuses(lie()));
      const { ms, came } = await timed(ask(queryTo(here), client));
      expect(came).toEqual(coded(code));
      expect(ms).toBeLessThan(3_000);
    },
  );

  it("that is swallowed goes to another worker, and that one is asked first from then on", async () => {
    const [swallowed, other] = workers as [TestWorker, TestWorker];
    outside.set(swallowed, () => never);
    const times: number[] = [];
    for (let i = 0; i < 8; i++) {
      const { ms, came } = await timed(ask(queryTo(here), client));
      expect(came).toEqual(answer);
      times.push(ms);
    }
    expect(Math.max(...times)).toBeLessThanOrEqual(1_100);
    expect(times.filter((ms) => ms > 0).length).toBeLessThanOrEqual(1);
    asked = [];
    await timed(ask(queryTo(here), client));
    expect(asked).toEqual([other]);
    outside.set(other, () => never);
    expect((await timed(ask(queryTo(here), client))).came).toEqual(coded("gatekeeper.AnswerLost"));
  });

  it("that a worker works on for long runs once: its enclave says that it has it", async () => {
    const taken = new Set<TestWorker>();
    for (const worker of workers)
      manners.set(worker, async () => {
        if (taken.has(worker)) throw minerErrors.RequestReplayed();
        taken.add(worker);
        await new Promise((resolve) => setTimeout(resolve, 9_000));
        return answer;
      });
    const { ms, came } = await timed(ask(queryTo(here), client));
    expect(came).toEqual(answer);
    expect([ms, taken.size, asked.length]).toEqual([9_000, 1, 2]);
  });

  it("finds a worker in the session that the ledger names now", async () => {
    await ask(queryTo(here), client);
    for (const worker of workers) worker.session = makeTestWorker(1).session;
    expect((await timed(ask(queryTo(here), client))).came).toEqual(answer);
  });

  it("is answered while the ledger cannot be read, by those who were known", async () => {
    await ask(queryTo(here), client);
    bus.reply(subjects.proofGet, refuses(serviceErrors.BusTimeout()) as never);
    vi.advanceTimersByTime(600_000);
    expect(await ask(queryTo(here), client)).toEqual(answer);
  });

  it("that names a worker comes to that one, among however many, and to no other", async () => {
    workers = Array.from({ length: 20 }, (_, i) => makeTestWorker(0xa0 + i));
    const named = workers[13] as TestWorker;
    const asking = () => ask(queryTo(here), client, { worker: named.identity });
    for (let i = 0; i < 5; i++) expect(await asking()).toEqual(answer);
    for (const refusal of [minerErrors.NotServing, minerErrors.CertificateRevoked, minerErrors.OtherWorker]) {
      manners.set(named, refuses(refusal()));
      await expect(asking()).rejects.toThrowError(expect.objectContaining({ code: refusal.code }));
    }
    expect(new Set(asked)).toEqual(new Set([named]));
    const code = minerErrors.OtherWorker.code;
    await expect(ask(queryTo(here), client, { worker: word(0x11) })).rejects.toThrowError(
      expect.objectContaining({ code }),
    );
  });

  it("that names a worker only inside, or nobody at all, is opened by four", async () => {
    workers = Array.from({ length: 20 }, (_, i) => makeTestWorker(0xa0 + i));
    for (const worker of workers) manners.set(worker, refuses(minerErrors.OtherWorker()));
    const { code } = minerErrors.OtherWorker();
    await expect(ask(queryTo(here), client)).rejects.toThrowError(expect.objectContaining({ code }));
    expect([asked.length, new Set(asked).size]).toEqual([4, 4]);
  });

  it("kills no more than four of many workers", async () => {
    workers = Array.from({ length: 10 }, (_, i) => makeTestWorker(0xa0 + i));
    for (const worker of workers) outside.set(worker, () => never);
    expect((await timed(ask(queryTo(here), client))).came).toEqual(coded("gatekeeper.AnswerLost"));
    expect(new Set(asked).size).toBe(4);
  });

  it("fails with what is wrong at this gatekeeper, and no worker is blamed", async () => {
    for (const worker of workers) outside.set(worker, refuses(serviceErrors.BusUnreachable()));
    bus.request = (async () => {
      throw serviceErrors.BusUnreachable();
    }) as never;
    await expect(ask(queryTo(here), client)).rejects.toThrowError(coded("service-kit.BusUnreachable"));
  });

  it("to one contract waits for no flood of another, and a flood is refused with the time to come again", async () => {
    const open: (() => void)[] = [];
    const served: Hex[] = [];
    for (const worker of workers)
      manners.set(worker, async ({ asked: { value } }) => {
        served.push(value.contract);
        await new Promise<void>((resolve) => open.push(resolve));
        return answer;
      });
    const refused: unknown[] = [];
    const flood = Array.from({ length: 300 }, (_, i) => {
      return ask(queryTo(here), `192.0.2.${i % 3}`).catch((error) => void refused.push(error));
    });
    while (served.length < 128) await new Promise(setImmediate);
    expect(refused).toHaveLength(44);
    for (const error of refused)
      expect(error).toMatchObject({ code: "gatekeeper.Overloaded", data: { retryAfterSeconds: 1 } });
    const quiet = ask(queryTo(there), client);
    while (open.length < 128) await new Promise(setImmediate);
    open.shift()?.();
    while (open.length < 128) await new Promise(setImmediate);
    expect(served.at(-1)).toBe(there);
    const byWorker = workers.map((worker) => asked.filter((one) => one === worker).length);
    expect(Math.min(...byWorker)).toBeGreaterThan(50);
    for (let rest = 257; rest > 0; rest--) {
      while (open.length === 0 && rest > 1) await new Promise(setImmediate);
      open.shift()?.();
    }
    await Promise.all([quiet, ...flood]);
  });
});

it("a request that only reads goes to another worker after whatever is unavailable", async () => {
  for (const worker of workers) manners.set(worker, refuses(minerErrors.NotExecuted()));
  const receipts = { type: "Receipts", value: { contract: here, before: undefined } } as const;
  const reading = { timeoutMs: 5_000, mayRepeat: isUnavailable };
  await expect(askCluster(receipts, reading)).rejects.toThrowError(coded("miner.NotExecuted"));
  expect(new Set(asked)).toEqual(new Set(workers));
  manners.delete(workers[1] as TestWorker);
  expect(await askCluster(receipts, reading)).toEqual(answer);
});
