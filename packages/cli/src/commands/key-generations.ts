import { type Call, makeCall, readState } from "@pha/frame";
import { gatekeepers, sudo } from "@pha/runtime/spec";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { send } from "../governance/submit.ts";
import { jsonLine } from "../json-text.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha keys renew` */
export const renewMasterKey = (context: Context, options: SignerOptions): Promise<void> =>
  asRoot(context, makeCall(gatekeepers, "renew", {}), options, [
    "Another master key is being made; contracts go over to it once it is there.",
    `${context.pha} keys tells how far it is.`,
  ]);

/** `pha keys end-generation <generation>` */
export const endGeneration = (context: Context, generation: number, options: SignerOptions): Promise<void> =>
  asRoot(context, makeCall(gatekeepers, "end_generation", { generation }), options, [
    `Gatekeepers erase their shares of generation ${generation} and of those before it.`,
  ]);

/**
 * Has the account that a development network gives root to dispatch a call.
 *
 * @throws `cli.NotRoot`, with the call for a referendum
 */
async function asRoot(context: Context, call: Call, options: SignerOptions, done: readonly string[]): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const key = await network.read((state) => readState(sudo, state).key.get());
  if (key !== signer.accountId)
    throw errors.NotRoot({ root: key === undefined ? "no account" : addressOf(network, key), call: jsonLine(call) });
  const { json, lines } = await send(context, network, signer, makeCall(sudo, "sudo", { call }));
  context.output.result({ call, ...json }, [...done, ...lines]);
}
