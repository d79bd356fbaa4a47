import { confidenceText } from "@pha/attestation";
import { type FinalCommand, isUnavailable } from "@pha/sdk";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context, type ReceiverOptions } from "../context.ts";
import { inputOf, nameAccounts } from "../contracts/arguments.ts";
import { effectRows, effectsOf } from "../contracts/effects.ts";
import { inSources } from "../contracts/in-sources.ts";
import { announce, findTarget } from "../contracts/target.ts";
import { parseJson } from "../json.ts";
import { short, table } from "../output.ts";
import { parseHash } from "../settings.ts";
import type { SignerOptions } from "../signer.ts";
import {
  finalText,
  receiptFacts,
  receiptRows,
  standingOf,
  valueLines,
  valueRows,
  type WaitOptions,
} from "./contract-receipt.ts";

export interface TargetOptions extends SignerOptions, ReceiverOptions, WaitOptions {
  readonly worker?: string;
  readonly value?: string;
}

/** `pha contract call <contract> <method> [args]` */
export async function callContract(
  context: Context,
  target: string,
  method: string,
  args: string | undefined,
  options: TargetOptions,
): Promise<void> {
  const value = options.value === undefined ? 0n : parsePayment(options.value);
  const json = args === undefined ? undefined : await parseJson(context, args);
  const signer = await context.signer(options);
  const network = await context.connect();
  const found = await findTarget(context, network, target, signer.accountId);
  const given = await nameAccounts(context, inputOf((await found.contract.abi())?.commands, method), json, options);
  await found.contract.check("commands", method, given, value);
  await announce(context, found);
  context.output.busy("handing it in; waiting for the validators");
  const facts = ({ hash, block, index, message }: FinalCommand) => ({
    ...found.told,
    ...{ transaction: hash, block, index, message },
    ...(value > 0n && { brought: value }),
  });
  if (options.wait === false) {
    const final = await found.contract.command(signer, method, given, { wait: "finalized", value, preflight: true });
    context.output.result(facts(final), [
      `Command ${method} is ${finalText(final)}.`,
      `What came of it: ${context.pha} contract receipt ${found.contract.id} ${final.message}`,
      `Transaction ${final.hash}`,
    ]);
    return;
  }
  const running = found.contract.command(signer, method, given, {
    wait: standingOf(options),
    value,
    preflight: true,
    onFinal: (final) => {
      context.done = {
        json: facts(final),
        rows: [
          ...(value > 0n
            ? [
                [
                  "brought",
                  `${formatAmount(value)}; you get it back when the workers agree that the command failed`,
                ] as const,
              ]
            : []),
          ["message", `${final.message}`],
          ["transaction", final.hash],
        ],
      };
      context.output.progress(`${finalText(final)}; waiting for its receipt`);
    },
  });
  const executed = await inSources(context, found, running).catch((error: unknown) => {
    const { done } = context;
    const later = `${context.pha} contract receipt ${found.contract.id} ${done?.json["message"]} tells what came of it; sent again, it would be done twice`;
    if (done && isUnavailable(error)) context.done = { ...done, rows: [...done.rows, ["later", later]] };
    throw error;
  });
  const { message, block } = executed;
  const effects = options.agreed ? await effectsOf(network, found.contract.id, message, block.number) : undefined;
  context.output.result(
    { ...facts(executed), ...receiptFacts(executed), effects: effects?.told, effectsUpTo: effects?.upTo },
    [
      ...valueLines(executed.value),
      ...table([
        ["command", `${method}, ${finalText(executed)}`],
        ...(value > 0n ? [["brought", formatAmount(value)]] : []),
        ...valueRows(executed.value),
        ...(effects ? effectRows(effects) : []),
        ...receiptRows(executed),
        ["transaction", executed.hash],
      ]),
    ],
  );
}

/** `pha contract query <contract> <method> [args]` */
export async function queryContract(
  context: Context,
  target: string,
  method: string,
  args: string | undefined,
  options: TargetOptions,
): Promise<void> {
  const json = args === undefined ? undefined : await parseJson(context, args);
  const caller = await context.signerIfAny(options);
  const network = await context.connect();
  const found = await findTarget(context, network, target, caller?.accountId);
  const given = await nameAccounts(context, inputOf((await found.contract.abi())?.queries, method), json, options);
  await found.contract.check("queries", method, given);
  await announce(context, found);
  context.output.busy("waiting for a worker's answer");
  const worker = options.worker === undefined ? undefined : parseHash(options.worker, "worker");
  const { header } = await network.head();
  const asked = found.contract.query(method, given, {
    atLeast: header.number, // what an earlier command of this person did must be seen
    ...(caller && { caller }),
    ...(worker && { worker }),
  });
  const { value, statement, verified } = await inSources(context, found, asked);
  const { block, certifiedBy, program, confidence, tagAgreed } = verified;
  context.output.result({ ...found.told, value, verified, statement }, [
    ...valueLines(value),
    ...table([
      ...valueRows(value),
      ["asked by", caller ? addressOf(network, caller.accountId) : "nobody (anonymous)"],
      ["block", `${block.number} ${short(block.hash)}, certified by ${certifiedBy} validators`],
      ["worker", `${short(verified.worker)}, ${program}, attested: ${confidenceText(confidence)}`],
      ["code", `${short(verified.codeHash)}, as deployed`],
      [
        "state",
        tagAgreed === true ? "the one that the cluster agreed on" : "newer than what the cluster has agreed on",
      ],
    ]),
  ]);
}
