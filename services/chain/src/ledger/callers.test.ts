import { serviceErrors } from "@pha/api";
import { RateLimit } from "@pha/service-kit/http";
import { describe, expect, it } from "vitest";
import { makeCallers } from "./callers.ts";
import { computing, metered, mostRead } from "./read-budget.ts";

const MiB = 1024 * 1024;
const never = new Promise<never>(() => {});
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
    await caller.within(Promise.resolve(), () => read(mostRead.bytes));
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
      computing(async () => {
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        return { result: undefined, ms: 26 };
      });
    for (const one of await Promise.all([1, 2, 3, 4, 5].map(() => a.within(never, execute))))
      expect(one).toBeUndefined();
    expect(most).toBeLessThanOrEqual(2);
    expect(() => a.take()).toThrow(serviceErrors.TooManyRequests().doc);
    b.take();
    const floods = await Promise.all(Array.from({ length: 70 }, () => failureOf(b.within(never, execute))));
    expect(floods.filter(serviceErrors.Overloaded.is)).toHaveLength(4);
  });

  it("has no more in memory by many requests at once, until their answers have left", async () => {
    const callers = makeCallers(() => undefined);
    const client = callers.at("a");
    const sent = Promise.withResolvers<void>();
    for (let i = 0; i < 4; i++) await client.within(sent.promise, () => read(8 * MiB));
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
