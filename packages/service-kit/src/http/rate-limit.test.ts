import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { RateLimit } from "./rate-limit.ts";

function limited(perMinute: number) {
  let now = 0;
  const limit = new RateLimit(perMinute, () => now);
  const refusal = (client: string) => {
    try {
      return limit.take(client);
    } catch (error) {
      return error;
    }
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { limit, refusal, pass };
}

describe("RateLimit", () => {
  it("counts each client apart, and says when it may come again", () => {
    const { refusal, pass } = limited(2);
    pass(15_000);
    expect([refusal("a"), refusal("a"), refusal("b")]).toEqual([undefined, undefined, undefined]);
    pass(20_500);
    expect(refusal("a")).toEqual(errors.TooManyRequests({ retryAfterSeconds: 40 }));
    expect(refusal("b")).toBeUndefined();
    pass(40_000);
    expect(refusal("a")).toBeUndefined();
  });

  it("lets the next requests pay for what one has cost", () => {
    const { limit, refusal, pass } = limited(10);
    expect(refusal("a")).toBeUndefined();
    limit.charge("a", 9);
    expect(refusal("a")).toSatisfy(errors.TooManyRequests.is);
    pass(60_000);
    limit.charge("a", 10);
    expect(refusal("a")).toSatisfy(errors.TooManyRequests.is);
    pass(60_000);
    expect(refusal("a")).toBeUndefined();
  });
});
