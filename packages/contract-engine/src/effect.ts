import type { Hex } from "@pha/codec";
import type { Effect } from "./call.ts";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { utf8Length } from "./text.ts";

const account = /^0x[0-9a-f]{64}$/;
const decimal = /^[1-9][0-9]{0,38}$/;
const eventName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

/**
 * An effect as a contract asks for it: `Pay`, an account, an amount; or `Emit`, a name, JSON text.
 *
 * @throws `contract-engine.BadRequest`
 */
export function effectOf([type, target = "", content = ""]: readonly string[], { eventBytes }: Limits): Effect {
  if (type === "Pay") {
    if (!account.test(target) || !decimal.test(content) || BigInt(content) >= 1n << 128n) throw errors.BadRequest();
    return { type, to: target as Hex, amount: content };
  }
  if (type !== "Emit" || !eventName.test(target) || !content.isWellFormed()) throw errors.BadRequest();
  const bytes = utf8Length(content);
  if (bytes > eventBytes) throw errors.BadRequest({ bytes, most: eventBytes });
  return { type, name: target, data: content };
}
