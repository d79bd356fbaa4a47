import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { bytes, defineErrors, text, u32 } from "@pha/codec";
import { startNats } from "@pha/local-infra";
import { eventually, testNats } from "@pha/testkit";
import { event, forBusServices, inboxPrefix, rpc, subjects } from "@pha/wire";
import { connect as connectNats, headers, nkeys } from "nats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bus, connectBus } from "./bus.ts";
import { Secret } from "./config.ts";
import { errors } from "./errors.ts";
import { silentLog as log } from "./log.ts";

const game = defineErrors("game", { TableFull: { index: 3, kind: "conflict", doc: "The table is full." } });
const moved = event("game.v1.table.{table}.moved", u32, "A move.");
const shout = event("game.v1.shout", bytes({ max: 16 * 1024 * 1024 }), "Any bytes.");
const joining = rpc(
  "game.v1.table.{table}.join",
  { request: u32, reply: text({ max: 100 }), timeoutMs: 300 },
  "Joins.",
);
const coded = (code: string) => expect.objectContaining({ code });

let url: string;
const opened = new AsyncDisposableStack();
const connect = async (service = "test"): Promise<Bus> => opened.use(await connectBus({ service, url, log }));
beforeAll(async () => {
  url = opened.use(await testNats()).url;
});
afterAll(() => opened.disposeAsync());

describe("events", () => {
  it("reach every subscriber in order, with the tokens of their holes", async () => {
    const [a, b] = await Promise.all([connect(), connect()]);
    const received: [string, number][] = [];
    const other: number[] = [];
    await a.subscribe(moved, {}, ({ at, value }) => void received.push([at.table, value])).ready;
    await a.subscribe(moved, { at: { table: "7" } }, ({ value }) => void other.push(value)).ready;
    for (let i = 0; i < 100; i++) b.publish(moved, { table: i % 2 ? "7" : "8" }, i);
    await eventually(() => received.length === 100);
    expect(received.map(([, value]) => value)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(received[1]).toEqual(["7", 1]);
    expect(other).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i + 1));
  });

  it("are shared out within a queue", async () => {
    const [a, b, c] = await Promise.all([connect(), connect(), connect()]);
    let total = 0;
    await a.subscribe(moved, { queue: "workers" }, () => void total++).ready;
    await b.subscribe(moved, { queue: "workers" }, () => void total++).ready;
    let all = 0;
    await c.subscribe(moved, {}, () => void all++).ready;
    for (let i = 0; i < 50; i++) c.publish(moved, { table: "q" }, i);
    await eventually(() => all === 50 && total >= 50);
    expect(total).toBe(50);
  });

  it("survive a handler that throws and bytes that do not decode", async () => {
    const bus = await connect();
    const received: number[] = [];
    const subscribed = bus.subscribe(moved, { at: { table: "x" } }, ({ value }) => {
      if (value === 1) throw new Error("handler");
      received.push(value);
    });
    await subscribed.ready;
    const garbled = event(moved.subject, text({ max: 9 }), "The same subject, other bytes.");
    bus.publish(moved, { table: "x" }, 1);
    bus.publish(garbled, { table: "x" }, "abcdefg");
    bus.publish(moved, { table: "x" }, 2);
    await eventually(() => received.length > 0);
    expect(received).toEqual([2]);
  });

  it("larger than the server takes are refused here", async () => {
    const bus = await connect();
    expect(() => bus.publish(shout, {}, new Uint8Array(9_000_000))).toThrowError(coded(errors.BusTooLarge.code));
    bus.publish(shout, {}, new Uint8Array(7_000_000));
    await bus.flush();
    bus.check();
  });
});

describe("requests", () => {
  it("are served by one of a queue, many at a time", async () => {
    const [a, b] = await Promise.all([connect(), connect()]);
    let waiting = 0;
    const all = Promise.withResolvers<void>();
    await a.serve(joining, { at: { table: "1" }, queue: "game" }, async ({ at, request }) => {
      if (++waiting === 20) all.resolve();
      await all.promise;
      return `${at.table}:${request}`;
    }).ready;
    const replies = await Promise.all(Array.from({ length: 20 }, (_, i) => b.request(joining, { table: "1" }, i)));
    expect(replies).toEqual(Array.from({ length: 20 }, (_, i) => `1:${i}`));
  });

  it("fail with the very error of whoever serves them", async () => {
    const bus = await connect();
    await bus.serve(joining, { at: { table: "full" } }, () => {
      throw game.TableFull({ seats: 4n, note: "a\nb" });
    }).ready;
    const error = await bus.request(joining, { table: "full" }, 1).catch((caught: unknown) => caught);
    expect(game.TableFull.is(error)).toBe(true);
    expect(error).toMatchObject({ kind: "conflict", status: 409, index: 3, data: { seats: "4", note: "a\nb" } });
  });

  it("hide what else goes wrong on the other side", async () => {
    const bus = await connect();
    await bus.serve(joining, { at: { table: "bug" } }, () => {
      throw new Error("secret detail");
    }).ready;
    const error = await bus.request(joining, { table: "bug" }, 1).catch((caught: unknown) => caught);
    expect(error).toEqual(coded(errors.BusFault.code));
    expect(String(error)).not.toContain("secret detail");
  });

  it("fail at once when nobody serves them, and in time when no reply comes", async () => {
    const bus = await connect();
    await expect(bus.request(joining, { table: "nobody" }, 1)).rejects.toThrowError(coded(errors.BusNoResponders.code));
    const done = Promise.withResolvers<string>();
    await bus.serve(joining, { at: { table: "slow" } }, () => done.promise).ready;
    await expect(bus.request(joining, { table: "slow" }, 1)).rejects.toThrowError(coded(errors.BusTimeout.code));
    done.resolve("late");
  });

  it("that wait for a certain reply take it from among others' and refusals, also that nobody serves", async () => {
    const [a, b, asker] = await Promise.all([connect(), connect(), connect()]);
    const raw = await connectNats({ servers: url });
    opened.defer(() => raw.close());
    const go = Promise.withResolvers<void>();
    await a.serve(joining, { at: { table: "many" } }, () => "another").ready;
    await b.serve(joining, { at: { table: "many" } }, () => {
      throw game.TableFull();
    }).ready;
    await a.serve(joining, { at: { table: "many" } }, async () => {
      await go.promise;
      return "the one";
    }).ready;
    raw.subscribe("game.v1.table.many.join", {
      callback: (_, message) => void message.respond(new Uint8Array(), { headers: headers(503, "No Responders") }),
    });
    await raw.flush();
    const doubts: unknown[] = [];
    const holds = (reply: string) => reply === "the one";
    const onDoubt = (reason: unknown) => void doubts.push(reason);
    const reply = asker.request(joining, { table: "many" }, 1, { holds, onDoubt, timeoutMs: 30_000 });
    await eventually(() => doubts.length === 3);
    go.resolve();
    expect(await reply).toBe("the one");
    const codes = [errors.BusFault.code, errors.BusNoResponders.code, game.TableFull.code];
    expect(doubts.map((doubt) => (doubt as { code: string }).code).sort()).toEqual(codes.sort());
  });

  it("that wait for a certain reply end with a refusal, a second after it, or when they are told to", async () => {
    const bus = await connect();
    const options = { holds: () => true, timeoutMs: 30_000 };
    const unserved = bus.request(joining, { table: "unserved" }, 1, options);
    await expect(unserved).rejects.toThrowError(coded(errors.BusNoResponders.code));
    const over = new AbortController();
    const patient = bus.request(joining, { table: "unserved" }, 1, {
      ...options,
      onDoubt: () => over.abort(new Error("enough")),
      signal: over.signal,
    });
    await expect(patient).rejects.toThrow("enough");
  });

  it("under way are served before a subscription is gone", async () => {
    const [a, b] = await Promise.all([connect(), connect()]);
    const reached = Promise.withResolvers<void>();
    const go = Promise.withResolvers<string>();
    const serving = a.serve(joining, { at: { table: "drain" } }, () => {
      reached.resolve();
      return go.promise;
    });
    await serving.ready;
    const reply = b.request(joining, { table: "drain" }, 1, { timeoutMs: 5_000 });
    await reached.promise;
    const gone = serving[Symbol.asyncDispose]();
    go.resolve("still here");
    expect(await reply).toBe("still here");
    await gone;
    await expect(b.request(joining, { table: "drain" }, 1)).rejects.toThrowError(coded(errors.BusNoResponders.code));
  });
});

describe("a restart of the server", () => {
  it("is survived: subscriptions go on, requests meanwhile fail as unavailable", async () => {
    const dir = mkdtempSync(join(tmpdir(), "pha-bus-"));
    const binDir = join(import.meta.dirname, "..", "..", "..", ".data", "bin");
    const start = () => startNats({ dir, logFile: join(dir, "nats.log"), binDir });
    let nats = await start();
    const bus = await connectBus({ service: "test", url: nats.url, log });
    try {
      const received: number[] = [];
      await bus.subscribe(moved, {}, ({ value }) => void received.push(value)).ready;
      await bus.serve(joining, {}, ({ request }) => `seat ${request}`).ready;
      await nats[Symbol.asyncDispose]();
      await eventually(() => !isConnected(bus));
      await expect(bus.flush()).rejects.toThrowError(coded(errors.BusUnreachable.code));
      await expect(bus.request(joining, { table: "1" }, 1)).rejects.toMatchObject({ kind: "unavailable" });
      nats = await start();
      await eventually(() => isConnected(bus));
      bus.publish(moved, { table: "1" }, 5);
      await bus.flush();
      await eventually(() => received.includes(5));
      expect(await bus.request(joining, { table: "1" }, 2)).toBe("seat 2");
    } finally {
      await bus[Symbol.asyncDispose]();
      await nats[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("is waited for at the start too, until asked to stop", async () => {
    const gaveUp = connectBus({ service: "t", url: "nats://127.0.0.1:9", log, signal: AbortSignal.timeout(200) });
    await expect(gaveUp).rejects.toThrowError(coded(errors.StartInterrupted.code));
  });

  it("is waited for also when it takes a connection and says nothing", async () => {
    const { hostname, port } = new URL(url);
    let taken = 0;
    const slow = createServer((near) => {
      near.on("error", () => {});
      if (taken++ > 0) pipeline(near, createConnection(Number(port), hostname), near, () => {});
    }).listen(0, "127.0.0.1");
    await once(slow, "listening");
    try {
      const through = `nats://127.0.0.1:${(slow.address() as AddressInfo).port}`;
      await using bus = await connectBus({ service: "test", url: through, log });
      bus.check();
      expect(taken).toBe(2);
    } finally {
      slow.close();
    }
  });
});

describe("a user per service", () => {
  it("may use the subjects of its role, and nothing else", async () => {
    const keys = forBusServices(() => nkeys.createUser());
    await using stack = new AsyncDisposableStack();
    const nats = stack.use(await testNats(forBusServices((service) => keys[service].getPublicKey())));
    const as = async (service: keyof typeof keys) => {
      const seed = new Secret(new TextDecoder().decode(keys[service].getSeed()));
      return stack.use(await connectBus({ service, url: nats.url, seed, inboxPrefix: inboxPrefix(service), log }));
    };
    const [chain, relay, miner] = await Promise.all([as("chain"), as("relay"), as("miner")]);
    const proposed = event(subjects.blockProposed.subject, text({ max: 9 }), "A block, whatever it looks like.");
    const submit = rpc(subjects.submit.subject, { request: u32, reply: u32, timeoutMs: 500 }, "An extrinsic, as well.");
    const received: string[] = [];
    await relay.subscribe(proposed, {}, ({ value }) => void received.push(value)).ready;
    miner.publish(proposed, {}, "forged");
    await miner.flush();
    chain.publish(proposed, {}, "genuine");
    await eventually(() => received.length > 0);
    expect(received).toEqual(["genuine"]);

    await chain.serve(submit, { queue: "chain" }, ({ request }) => request + 1).ready;
    expect(await miner.request(submit, {}, 1)).toBe(2);
    await expect(relay.request(submit, {}, 1)).rejects.toThrowError(coded(errors.BusRefused.code));

    const stranger = connectBus({ service: "stranger", url: nats.url, log });
    await expect(stranger).rejects.toThrowError(coded(errors.BusRefused.code));
  });
});

function isConnected(bus: Bus): boolean {
  try {
    bus.check();
    return true;
  } catch {
    return false;
  }
}
