import { errors as codecErrors, decode, fixedBytes, fromJson, type Hex, u128 } from "@pha/codec";
import type { Call } from "@pha/frame";
import { RuntimeCall } from "@pha/runtime/spec";
import type { DevVerbs } from "../dev/verbs.ts";
import { type Methods, method, type Param } from "./method.ts";
import { account, data, height, name, optional } from "./params.ts";

const MAX_BLOCKS = 1_000;

/** SCALE of a call. */
const call: Param<Call> = (value) => decode(RuntimeCall, data(value));
/** Plancks: a decimal text, or a number that is exact. */
const amount: Param<bigint> = (value) => fromJson(u128, value);

const snapshot: Param<Hex> = (value) => fromJson(fixedBytes(8), value);

/** Chopsticks' form: nothing for one block, or `{ count }`. What else Chopsticks takes there is refused, not ignored. */
const blocks: Param<number> = (value = {}) => {
  const members = typeof value === "object" ? Object.keys(value ?? {}) : ["of another type"];
  if (members.some((member) => member !== "count")) throw codecErrors.BadJson({ expected: "nothing, or { count }" });
  const { count = 1 } = Object(value) as { count?: unknown };
  const number = height(count);
  if (number < 1 || number > MAX_BLOCKS) throw codecErrors.BadJson({ expected: `from 1 to ${MAX_BLOCKS} blocks` });
  return number;
};

/** Milliseconds since 1970, or a date as JavaScript reads it. */
const date: Param<bigint> = (value) => {
  const ms = typeof value === "string" ? Date.parse(value) : value;
  if (!Number.isSafeInteger(ms) || (ms as number) < 0)
    throw codecErrors.BadJson({ expected: "a date or milliseconds" });
  return BigInt(ms as number);
};

/** `dev_*`: what `/v1/dev` offers, under the names of Chopsticks where it has one. */
export function devMethods({ dev }: { dev: DevVerbs }): Methods {
  const hashOf = async (receipt: Promise<{ readonly hash: Hex }>) => (await receipt).hash;
  return {
    dev_faucet: method([account, optional(amount)], (to, plancks) => hashOf(dev.faucet(to, plancks))),
    dev_impersonate: method([account, call], (who, of) => hashOf(dev.impersonate(who, of))),
    dev_newBlock: method([blocks], async (count) => {
      for (let left = count; left > 1; left--) await dev.seal();
      return hashOf(dev.seal());
    }),
    dev_revert: method([snapshot], (id) => hashOf(dev.revert(id))),
    dev_setBalance: method([account, amount], (of, free) => hashOf(dev.setBalance(of, free))),
    dev_snapshot: method([], () => dev.snapshot()),
    dev_submit: method([name, call], (uri, of) => hashOf(dev.submit(uri, of))),
    dev_timeTravel: method([date], async (toMs) => Number((await dev.travel(toMs)).timeMs)),
  };
}
