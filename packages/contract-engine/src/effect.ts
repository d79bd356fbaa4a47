import type { Hex } from "@pha/codec";
import type { Effect } from "./call.ts";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { eventName, methodName } from "./names.ts";
import { utf8Length } from "./text.ts";

const account = /^0x[0-9a-f]{64}$/;
const decimal = /^[1-9][0-9]{0,38}$/;

/**
 * An effect as a contract asks for it: `Pay`, an account, an amount; `Emit`, a name, JSON text; or `Push`, a contract, a
 * method, JSON text.
 *
 * @throws `contract-engine.BadRequest`
 */
export function effectOf([type, ...parts]: readonly string[], { eventBytes }: Limits): Effect {
  const [first = "", second = "", third = ""] = parts;
  if (type === "Pay") {
    if (!account.test(first) || !decimal.test(second) || BigInt(second) >= 1n << 128n) throw errors.BadRequest();
    return { type, to: first as Hex, amount: second };
  }
  if (type === "Emit") {
    if (!eventName.test(first)) throw errors.BadRequest();
    return { type, name: first, data: fitting(second, eventBytes) };
  }
  if (type !== "Push" || !account.test(first) || !methodName.test(second)) throw errors.BadRequest();
  return { type, contract: first as Hex, method: second, args: fitting(third, eventBytes) };
}

function fitting(json: string, most: number): string {
  const bytes = utf8Length(json);
  if (bytes > most || !json.isWellFormed()) throw errors.BadRequest({ bytes, most });
  return json;
}
