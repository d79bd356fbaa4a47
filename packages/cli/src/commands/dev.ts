import type { Dev, NamedCall, SealedBlock } from "@pha/sdk";
import { nameAccountsOf } from "../account-arguments.ts";
import { formatAmount, parseAmount, parsePayment } from "../amounts.ts";
import type { Context, ReceiverOptions } from "../context.ts";
import { errors } from "../errors.ts";
import { parseJson } from "../json.ts";
import { brief, jsonLine, jsonText } from "../json-text.ts";
import { parseWhen } from "../when.ts";

/** A call as it comes from the command line. */
interface TextCall {
  readonly pallet: string;
  readonly call: string;
  readonly args: string;
}

/** `pha dev faucet <to> [amount]` */
export async function faucet(context: Context, to: string, amount: string, options: ReceiverOptions): Promise<void> {
  const [account, plancks] = [await context.receiver(to, options), parsePayment(amount)];
  await settle(context, (dev) => dev.faucet(account, plancks), `${to} got ${formatAmount(plancks)}`);
}

/** `pha dev balance <account> <amount>` */
export async function setBalance(
  context: Context,
  of: string,
  amount: string,
  options: ReceiverOptions,
): Promise<void> {
  const [account, plancks] = [await context.receiver(of, options), parseAmount(amount)];
  await settle(context, (dev) => dev.setBalance(account, plancks), `${of} has ${formatAmount(plancks)}`);
}

/** `pha dev submit <pallet> <call> [args] --from //Name` */
export async function submit(context: Context, from: string, given: TextCall, options: ReceiverOptions): Promise<void> {
  const [{ accountId }, call] = [await context.signer({ from }), await readCall(context, given, options)];
  await context.connect();
  const submit = async (dev: Dev) => {
    await dev.preflight(accountId, call);
    return dev.submit(from, call);
  };
  await settleCall(context, submit, `${from} called ${call.pallet}.${call.call}`);
}

/** `pha dev impersonate <account> <pallet> <call> [args]` */
export async function impersonate(
  context: Context,
  as: string,
  given: TextCall,
  options: ReceiverOptions,
): Promise<void> {
  const [{ accountId }, call] = [await context.account(as), await readCall(context, given, options)];
  await settleCall(
    context,
    (dev) => dev.impersonate(accountId, call),
    `${call.pallet}.${call.call} was called as ${as}`,
  );
}

/** Blocks that are sealed between two lines of progress. */
const TOLD_EVERY = 25;

/** `pha dev seal [count]` */
export async function seal(context: Context, count: number): Promise<void> {
  await sealWhile(context, await context.dev(), (_, sealed) => sealed < count);
}

/** `pha dev seal --to <block>` */
export async function sealTo(context: Context, to: number): Promise<void> {
  const dev = await context.dev();
  const newest = await dev.height();
  if (newest >= to) return context.output.result({ block: { number: newest } }, [`Block ${newest} is there already.`]);
  await sealWhile(context, dev, ({ number }) => number < to);
}

async function sealWhile(
  { output }: Context,
  dev: Dev,
  goesOn: (last: SealedBlock, sealed: number) => boolean,
): Promise<void> {
  let block = await dev.seal();
  for (let sealed = 1; goesOn(block, sealed); sealed++) {
    if (sealed % TOLD_EVERY === 0) output.progress(`sealed ${sealed}, to block ${block.number}`);
    block = await dev.seal();
  }
  output.result({ block }, [`Sealed block ${block.number}, ${block.hash}.`]);
}

/** `pha dev time <when>` */
export async function travel(context: Context, when: string): Promise<void> {
  const later = parseWhen(when);
  const dev = await context.dev();
  const { timeMs, ...block } = await dev.travel(later(await dev.now()));
  const date = new Date(Number(timeMs)).toISOString();
  context.output.result({ block, timeMs }, [`It is ${date} in block ${block.number}, ${block.hash}.`]);
}

/** `pha dev snapshot` */
export async function snapshot(context: Context): Promise<void> {
  const id = await (await context.dev()).snapshot();
  context.output.result({ snapshot: id }, [id]);
}

/** `pha dev revert <snapshot>` */
export async function revert(context: Context, given: string): Promise<void> {
  if (!/^0x[0-9a-f]{16}$/.test(given)) throw errors.BadSnapshot({ given });
  const block = await (await context.dev()).revert(given as `0x${string}`);
  context.output.result({ block }, [`Back at block ${block.number}, ${block.hash}.`]);
}

type Hand = (dev: Dev) => Promise<`0x${string}`>;

async function settle(context: Context, hand: Hand, done: string): Promise<void> {
  const settled = await finalize(context, await context.dev(), hand);
  context.output.result(settled, inWords(settled, done));
}

/** As {@link settle}, of any call: what it did is told by its events. */
async function settleCall(context: Context, hand: Hand, done: string): Promise<void> {
  const dev = await context.dev();
  const settled = await finalize(context, dev, hand);
  const { index, events } = await dev.effects(settled.transaction);
  const told = events.map(({ pallet, name, fields }) => `  ${pallet}.${name} ${brief(jsonLine(fields))}`);
  context.output.result({ ...settled, index, events }, [
    ...inWords(settled, done),
    `Extrinsic ${index}, events:`,
    ...told,
  ]);
}

interface Settled {
  readonly transaction: `0x${string}`;
  readonly block: SealedBlock;
}

async function finalize({ output }: Context, dev: Dev, hand: Hand): Promise<Settled> {
  const transaction = await hand(dev);
  output.progress("handed in; waiting until it is final");
  return { transaction, block: await dev.settled(transaction) };
}

const inWords = ({ transaction, block }: Settled, done: string): string[] => [
  `${done}, final in block ${block.number}.`,
  `Transaction ${transaction}`,
];

/**
 * A call from the command line. Accounts among its arguments are named as everywhere there.
 *
 * @throws `cli.BadJson`, `cli.RepeatedName`, `cli.DerivedAccount`, `cli.BadAddress`
 */
async function readCall(
  context: Context,
  { args: text, ...names }: TextCall,
  options: ReceiverOptions,
): Promise<NamedCall> {
  const args = await parseJson(context, text);
  if (typeof args !== "object" || args === null || Array.isArray(args)) throw errors.BadJson({ expected: "an object" });
  const named = await nameAccountsOf(names, args, (account) => context.accountInArguments(account, options));
  return { ...names, args: JSON.parse(jsonText(named)) };
}
