import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CodedError, fromJson } from "@pha/codec";
import type { Call } from "@pha/frame";
import { RuntimeCall } from "@pha/runtime/spec";
import { nameAccountsOf } from "../account-arguments.ts";
import type { Context, ReceiverOptions } from "../context.ts";
import { errors } from "../errors.ts";
import { parseJson } from "../json.ts";
import { jsonText } from "../json-text.ts";

/**
 * A call from the command line: JSON, a file that has it, or `-`. Accounts in it are named as everywhere there.
 *
 * @throws `cli.BadCall`, `cli.BadJson`, `cli.RepeatedName`, `cli.DerivedAccount`, `cli.BadAddress`
 */
export async function givenCall(context: Context, text: string, options: ReceiverOptions): Promise<Call> {
  const json = await parseJson(context, await textOf(context, text)).catch((error) => {
    throw errors.BadJson.is(error) ? errors.BadCall({ ...sourceOf(text), ...error.data }, error) : error;
  });
  const { type: pallet, value } = Object(json) as { readonly type?: unknown; readonly value?: unknown };
  const { type: call, value: args } = Object(value) as { readonly type?: unknown; readonly value?: unknown };
  if (typeof pallet !== "string" || typeof call !== "string") throw errors.BadCall();
  const named = await nameAccountsOf({ pallet, call }, args ?? {}, (account) =>
    context.accountInArguments(account, options),
  );
  const given = { type: pallet, value: { type: call, ...(Object.keys(Object(named)).length > 0 && { value: named }) } };
  try {
    return fromJson(RuntimeCall, JSON.parse(jsonText(given)));
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    throw errors.BadCall({ pallet, call, ...cause.data }, cause);
  }
}

const isItself = (text: string): boolean => text.trimStart().startsWith("{");

/** Where a call was to be read. */
const sourceOf = (text: string) => (text === "-" ? { from: "standard input" } : isItself(text) ? {} : { file: text });

async function textOf({ cwd }: Context, text: string): Promise<string> {
  if (text === "-" || isItself(text)) return text;
  try {
    return await readFile(resolve(cwd, text), "utf8");
  } catch (cause) {
    throw errors.BadCall({ file: text, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}
