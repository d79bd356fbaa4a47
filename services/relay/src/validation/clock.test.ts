import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { awaitTime } from "./clock.ts";

const stopped = AbortSignal.abort();
const aheadBy = (ms: number) => awaitTime(BigInt(Date.now() + ms), stopped);

it("lets a block pass whose time has come", async () => {
  await aheadBy(0);
  await aheadBy(-86_400_000);
});

it("waits half a minute for a block's time, until it is stopped, and no longer", async () => {
  await expect(aheadBy(29_000)).rejects.toHaveProperty("name", "AbortError");
  await expect(aheadBy(31_000)).rejects.toSatisfy(errors.TooFarAhead.is);
});
