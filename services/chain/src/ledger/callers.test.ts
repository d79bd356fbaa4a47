import { setImmediate as turn } from "node:timers/promises";
import { serviceErrors } from "@pha/api";
import { RateLimit, timed } from "@pha/service-kit/http";
import { describe, expect, it } from "vitest";
import { makeCallers } from "./callers.ts";
import { chargeComputed, computed, executing, metered, mostRead } from "./read-budget.ts";

const MiB = 1024 * 1024;
const nobodyLeft = new AbortController().signal;
const until = (sent: Promise<void>) => ({ sent, left: nobodyLeft });
const never = until(new Promise<never>(() => {}));
const atOnce = until(Promise.resolve());
const read = (bytes: number) => metered(async (budget) => budget.spend({ bytes }));
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a client", () => {
  it("pays for what its requests read with the next ones", async () => {
    const rate = new RateLimit(130);
    const caller = makeCallers(() => rate).at("a");
    caller.take();
    await caller.within(atOnce, () => read(mostRead.bytes));
    expect(() => {
      caller.take();
      caller.take();
    }).toThrow(serviceErrors.TooManyRequests().doc);
  });

  it("pays for what is executed for it, of which little is at a time", async () => {
    const rate = new RateLimit(130);
    const callers = makeCallers(() => rate);
    const [a, b] = [callers.at("a"), callers.at("b")];
    let running = 0;
    let most = 0;
    const execute = () =>
      executing(async () => {
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        chargeComputed(6.5);
      });
    await Promise.all([1, 2, 3, 4, 5].map(() => a.within(never, execute)));
    expect(most).toBeLessThanOrEqual(2);
    expect(() => a.take()).toThrow(serviceErrors.TooManyRequests().doc);
    b.take();
    const floods = await Promise.all(Array.from({ length: 70 }, () => failureOf(b.within(never, execute))));
    expect(floods.filter(serviceErrors.Overloaded.is)).toHaveLength(4);
  });

  it("pays for what is computed for it at one go", async () => {
    const rate = new RateLimit(20);
    const caller = makeCallers(() => rate).at("a");
    const busy = () => {
      for (let ms = 0; ms < 5; )
        timed(
          () => JSON.stringify(Array(10_000).fill(0)),
          (more) => (ms += more),
        );
    };
    await caller.within(atOnce, async () => computed(busy));
    expect(() => caller.take()).toThrow(serviceErrors.TooManyRequests().doc);
  });

  it("is worked for no longer when it has left, neither what waits nor what goes on", async () => {
    const callers = makeCallers(() => undefined);
    const leaving = new AbortController();
    const client = callers.at("a");
    const first = Promise.withResolvers<void>();
    let begun = 0;
    const reading = () =>
      metered(async (budget) => {
        begun++;
        await first.promise;
        budget.spend({ rows: 1 });
      });
    const departure = { sent: first.promise, left: leaving.signal };
    const works = Array.from({ length: 100 }, () => failureOf(client.within(departure, reading)));
    const execute = () => executing(() => first.promise);
    const others = [1, 2].map(() => callers.at("b").within(never, execute));
    works.push(failureOf(client.within(departure, execute)));
    await turn();
    leaving.abort(serviceErrors.ClientLeft());
    const waiting = works.slice(4);
    for (const failure of await Promise.all(waiting)) expect(failure).toSatisfy(serviceErrors.ClientLeft.is);
    first.resolve();
    for (const failure of await Promise.all(works)) expect(failure).toSatisfy(serviceErrors.ClientLeft.is);
    expect(begun).toBe(4);
    await Promise.all(others);
    const steps: (() => Promise<unknown>)[] = [() => read(1), async () => computed(() => begun++), execute];
    for (const step of steps)
      expect(await failureOf(client.within(departure, step))).toSatisfy(serviceErrors.ClientLeft.is);
    expect(begun).toBe(4);
    await client.within(never, () => read(1));
  });

  it("has no more in memory by many requests at once, until their answers have left", async () => {
    const callers = makeCallers(() => undefined);
    const client = callers.at("a");
    const sent = Promise.withResolvers<void>();
    for (let i = 0; i < 4; i++) await client.within(until(sent.promise), () => read(8 * MiB));
    expect(await failureOf(client.within(never, () => read(1)))).toSatisfy(serviceErrors.TooManyRequests.is);
    await callers.at("b").within(never, () => read(8 * MiB));
    sent.resolve();
    await sent.promise;
    await Promise.resolve();
    expect(await failureOf(client.within(never, () => read(8 * MiB)))).toBeUndefined();
  });

  it("has no more together with all others than there is", async () => {
    const callers = makeCallers(() => undefined);
    for (let i = 0; i < 16; i++) await callers.at(String(i)).within(never, () => read(8 * MiB));
    expect(await failureOf(callers.at("late").within(never, () => read(1)))).toSatisfy(
      serviceErrors.TooManyRequests.is,
    );
  });
});
