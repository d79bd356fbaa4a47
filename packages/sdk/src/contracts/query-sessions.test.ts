import { gatekeeperErrors, minerErrors } from "@pha/api";
import type { CodedError } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { connect, type Network } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestSessions } from "../testing/test-sessions.ts";
import { done, TestWorker } from "../testing/test-worker.ts";

// Time passes as fast as the client waits.
const passTime = passPauses();

const alice = keypairFromUri("//Alice", "sr25519");

let chain: TestChain;
let worker: TestWorker;
let sessions: TestSessions;
let network: Network;

beforeEach(async () => {
  chain = new TestChain();
  worker = new TestWorker(chain);
  worker.register();
  sessions = new TestSessions(worker);
  network = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, openSocket: sessions.openSocket, now: () => chain.nowMs },
  });
});

const ask = (options = {}) => network.contract(worker.contract).query("hello", undefined, options);
const channels = async (count: number, options = {}) => {
  const all: string[] = [];
  for (let i = 0; i < count; i++) all.push((await ask(options)).channel);
  return all;
};

describe("queries", () => {
  it("are in a session from the second on, and verified like any other", async () => {
    expect(await channels(4)).toEqual(["one-off", "session", "session", "session"]);
    expect(sessions).toMatchObject({ sockets: 1, opened: 1, answered: 3, isHeld: false });
    chain.requests.length = 0;
    const { value, verified } = await ask();
    expect(value).toEqual({ caller: null, method: "hello" });
    expect(verified).toMatchObject({ certifiedBy: "4/4", worker: worker.identity, tagAgreed: "not yet" });
    expect(chain.requests).toEqual([]);
  });

  it("at the same time share one session and one socket", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(all.filter(({ channel }) => channel === "session")).toHaveLength(19);
    expect(sessions).toMatchObject({ sockets: 1, opened: 1 });
  });

  it("of each account have a session of its own", async () => {
    expect(await channels(2, { caller: alice })).toEqual(["one-off", "session"]);
    expect((await ask({ caller: alice })).value).toMatchObject({ caller: alice.accountId });
    expect(await channels(2)).toEqual(["one-off", "session"]);
    expect((await ask()).value).toMatchObject({ caller: null });
    expect(sessions.opened).toBe(2);
  });

  it("that must not be linked stand alone, and those that must be in a session always are", async () => {
    expect(await channels(3, { session: "never" })).toEqual(["one-off", "one-off", "one-off"]);
    expect(await channels(2, { session: "require" })).toEqual(["session", "session"]);
    sessions.break();
    sessions.isUp = false;
    const reason = "sdk.Unreachable";
    const none = { code: "sdk.NoSession", data: { reason }, cause: expect.objectContaining({ code: reason }) };
    await expect(ask({ session: "require" })).rejects.toMatchObject(none);
    await expect(ask({ session: "perhaps" })).rejects.toMatchObject({ code: "sdk.BadParameter" });
  });

  it("see what was committed before: as of the newest block", async () => {
    await channels(2);
    chain.append();
    expect((await ask()).verified.block.number).toBe(chain.head.header.number);
  });

  it("fail as the contract fails, and go on in the session", async () => {
    await channels(2);
    worker.run = () => ({ type: "Failed", value: { code: "contract.Full", message: "full" } });
    await expect(ask()).rejects.toMatchObject({ code: "contract.Full" });
    worker.run = () => done(1);
    expect(await channels(1)).toEqual(["session"]);
    expect(sessions.opened).toBe(1);
  });
});

describe("another session is opened, and nobody notices,", () => {
  it("when the worker has forgotten it, or cannot be reached", async () => {
    await channels(2);
    sessions.forget();
    expect(await channels(3)).toEqual(["one-off", "session", "session"]);
    for (const lost of [gatekeeperErrors.AnswerLost, minerErrors.NotServing, minerErrors.LeaseExpired]) {
      sessions.tamper = () => {
        sessions.tamper = (answer) => answer;
        throw lost();
      };
      expect(await channels(2)).toEqual(["one-off", "session"]);
    }
    expect(sessions.opened).toBe(5);
  });

  it("but it is the same one when only the connection broke; what was under way is asked again", async () => {
    await channels(2);
    sessions.tamper = (answer) => {
      sessions.tamper = (next) => next;
      sessions.break();
      return answer;
    };
    expect(await channels(3)).toEqual(["one-off", "session", "session"]);
    expect(sessions).toMatchObject({ sockets: 2, opened: 1, answered: 4 });
  });

  it("when its hour is almost over", async () => {
    await channels(2);
    chain.nowMs += 3_550_000;
    worker.register({ worker: { attestedAtMs: BigInt(chain.nowMs) } });
    await network.head();
    expect(await channels(2)).toEqual(["session", "session"]);
    expect(sessions.opened).toBe(2);
  });
});

it("where there are no WebSockets, or no sessions, queries stand alone, and it is tried again later", async () => {
  sessions.isUp = false;
  expect(await channels(3)).toEqual(["one-off", "one-off", "one-off"]);
  expect(sessions.sockets).toBe(1);
  sessions.isUp = true;
  passTime(31_000);
  sessions.refuseToOpen = () => {
    throw minerErrors.Overloaded();
  };
  expect(await channels(2)).toEqual(["one-off", "one-off"]);
  sessions.refuseToOpen = () => {};
  expect(await channels(1)).toEqual(["one-off"]);
  passTime(31_000);
  expect(await channels(2)).toEqual(["session", "session"]);
});

it("what is overloaded is asked alone, what is too old in the session again, at a newer head", async () => {
  await channels(2);
  const failOnce = (failure: CodedError) => {
    sessions.tamper = () => {
      sessions.tamper = (answer) => answer;
      throw failure;
    };
  };
  for (const overloaded of [minerErrors.Overloaded, gatekeeperErrors.Overloaded]) {
    failOnce(overloaded({ retryAfterSeconds: 1 }));
    expect(await channels(2)).toEqual(["one-off", "session"]);
  }
  for (const outdated of [minerErrors.RequestTooOld, minerErrors.RequestExpired]) {
    failOnce(outdated());
    chain.append();
    expect(await channels(1)).toEqual(["session"]);
  }
  expect(sessions.opened).toBe(1);
});

describe("where one gatekeeper lets no session be opened", () => {
  let first: TestSessions;
  let pair: Network;
  const require = () => pair.contract(worker.contract).query("hello", undefined, { session: "require" });

  beforeEach(async () => {
    first = new TestSessions(worker);
    const second = "http://second.test";
    pair = await connect({
      ...{
        chain: chain.url,
        gatekeepers: [worker.url, second],
        genesisHash: chain.genesisHash,
        now: () => chain.nowMs,
      },
      fetch: (url, init) => worker.fetch(url.replace(second, worker.url), init),
      openSocket: (url, events) => (url.startsWith("ws://second") ? sessions : first).openSocket(url, events),
    });
  });

  it.each([
    ["its WebSocket cannot be reached", () => Object.assign(first, { isUp: false })],
    [
      "its workers grant none",
      () =>
        Object.assign(first, {
          refuseToOpen() {
            throw minerErrors.Overloaded();
          },
        }),
    ],
  ])("another one does: %s", async (_, fail) => {
    fail();
    for (let i = 0; i < 3; i++) expect((await require()).channel).toBe("session");
    expect([first.sockets, sessions.sockets, sessions.opened, sessions.answered]).toEqual([1, 1, 1, 3]);
  });
});

it("a session that is almost over when it is opened is none, and not asked for again at once", async () => {
  sessions.lie = { untilMs: BigInt(chain.nowMs) + 30_000n };
  expect(await channels(4)).toEqual(["one-off", "one-off", "one-off", "one-off"]);
  expect(sessions).toMatchObject({ opened: 1, answered: 0 });
});

it("names the worker that alone may answer", async () => {
  const asked: unknown[] = [];
  sessions.refuseToOpen = (opening) => void asked.push(opening.worker);
  await channels(2);
  await channels(2, { worker: worker.identity });
  expect(asked).toEqual([undefined, worker.identity]);
});

it("a fault of the program's own is told as it is, each time", async () => {
  const fault = new TypeError("a platform's fault");
  const faulty = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash, fetch: worker.fetch },
    now: () => chain.nowMs,
    openSocket: (url, events) => ({
      ...sessions.openSocket(url, events),
      send() {
        throw fault;
      },
    }),
  });
  const require = () => faulty.contract(worker.contract).query("hello", undefined, { session: "require" });
  for (let i = 0; i < 2; i++) await expect(require()).rejects.toBe(fault);
});

it("who brings his own way to fetch has no sessions, unless he brings one to open sockets", async () => {
  const alone = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, now: () => chain.nowMs },
  });
  for (let i = 0; i < 3; i++) expect((await alone.contract(worker.contract).query("hello")).channel).toBe("one-off");
});
