import { CodedError, type Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, deposit, expectNoPallet, transfer, withdraw } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { greater } from "../balances/parts.ts";
import { reducible } from "../balances/reducible.ts";
import { queueMessage } from "../messages/queue.ts";
import { canDropProvider } from "../system/existence.ts";
import { addProvider, refer } from "../system/references.ts";
import { broughtAccount } from "./account.ts";
import type { Effect, Effects } from "./effect.ts";
import { expectUnpaused, openContract } from "./judges.ts";
import { pushFee } from "./limits.ts";
import { contracts } from "./spec.ts";
import { isSchedule } from "./tasks.ts";
import { endUpgrade } from "./upgrades.ts";

const { errors } = contracts;

type ValueOf<Type extends Effect["type"]> = Extract<Effect, { readonly type: Type }>["value"];
type Listed = Effects["list"][number];

/** Effects that no code of a contract asks for, and none is told of. */
const ofEngine: readonly Effect["type"][] = ["Schedule", "Upgraded"];

/**
 * Does what was agreed of one height of a contract: what its commands brought is the contract's, or goes back where they
 * failed; then each effect, alone, in the order of the list. What came of those that it asked for is told to the contract.
 */
export function settle(env: Env, id: Hex, stateHeight: number, cluster: number, { returned, list }: Effects): void {
  takeBrought(env, id, stateHeight, returned);
  if (list.length === 0) return;
  const done = list.map((one) => ({ ...one, error: attempt(env, id, one) }));
  const outcomes = done.flatMap(({ message, index, effect, error }) =>
    ofEngine.includes(effect.type) ? [] : [{ message, index, error }],
  );
  if (outcomes.length === 0) return;
  queueMessage(env, cluster, () => ({ type: "Settled", value: { contract: id, outcomes } }));
}

function takeBrought(env: Env, id: Hex, height: number, returned: readonly bigint[]): void {
  const { state } = env.of(contracts);
  const brought = state.brought.get(id, height);
  if (brought.length === 0) return;
  state.brought.remove(id, height);
  let kept = 0n;
  for (const { message, sender, value } of brought) {
    if (returned.includes(message)) giveBack(env, id, { message, sender, value });
    else kept += value;
  }
  if (kept > 0n) transfer(env, broughtAccount, id, kept, false);
}

/** What a command brought goes back to its sender. */
export function giveBack(
  env: Env,
  contract: Hex,
  { message, sender, value }: { readonly message: bigint; readonly sender: Hex; readonly value: bigint },
): void {
  transfer(env, broughtAccount, sender, value, false);
  env.of(contracts).emit.ValueReturned({ contract, message, sender, value });
}

/** The code of why it could not be done, if it could not. */
function attempt(env: Env, contract: Hex, { message, index, effect }: Listed): string | undefined {
  try {
    env.transaction(() => execute(env, contract, { message, index, effect }));
    return undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    env.of(contracts).emit.EffectFailed({ contract, message, index, error: error.code });
    return error.code;
  }
}

function execute(env: Env, contract: Hex, { message, index, effect }: Listed): void {
  if (effect.type === "Emit") env.of(contracts).emit.Emitted({ contract, message, ...effect.value });
  else if (effect.type === "Pay") {
    const amount = pay(env, contract, effect.value);
    env.of(contracts).emit.Paid({ contract, message, index, to: effect.value.to, amount });
  } else if (effect.type === "Push") push(env, contract, effect.value);
  else if (effect.type === "Upgraded") endUpgrade(env, contract, effect.value.codeHash, effect.value.failure);
  else schedule(env, contract, effect.value);
}

/**
 * Pays, and gives how much: what would be left too small to exist, a planck of a stranger's perhaps, goes along, as far as
 * no lock forbids it. An account that something needs, a stranger's asset perhaps, then stays without money: the contract,
 * which never ends, is a reason for it to exist from then on.
 */
function pay(env: Env, contract: Hex, { to, amount }: ValueOf<"Pay">): bigint {
  expectNoPallet(to);
  const info = accountOf(env, contract);
  const { free } = info.data;
  const isLast = free >= amount && free - amount < existentialDeposit;
  if (isLast && !canDropProvider(info)) refer(env, contract, addProvider);
  const all = isLast ? reducible(accountOf(env, contract), false) : 0n;
  const paid = greater(amount, all);
  transfer(env, contract, to, paid, !isLast);
  return paid;
}

/** @throws `Contracts.BadSchedule`, `Contracts.TooManyTasks` */
function schedule(env: Env, contract: Hex, { task: name, every, workers }: ValueOf<"Schedule">): void {
  const { state, emit } = env.of(contracts);
  if (!isSchedule({ every, workers })) throw errors.BadSchedule({ every, workers });
  const { list } = state.tasks.get(contract);
  const others = list.filter((task) => task.name !== name);
  const task = { name, every, workers, since: env.block.number, due: 0, runs: [], fails: 0 };
  state.tasks.put(contract, { list: [...others, task] });
  emit.Scheduled({ contract, task: name, every, workers });
}

/** What a contract pays for a command that it sends. @throws what {@link withdraw} throws */
function takeFee(env: Env, contract: Hex): void {
  withdraw(env, contract, pushFee);
  deposit(env, treasuryAccount, pushFee);
}

/** Takes the fee, and gives whether the contract had it. */
export function paysFee(env: Env, contract: Hex): boolean {
  try {
    env.transaction(() => takeFee(env, contract));
    return true;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return false;
  }
}

/** @throws `Contracts.UnknownContract`, `Contracts.Halted`, `Contracts.Broken`, `Contracts.Paused`, and what {@link withdraw} throws */
function push(env: Env, sender: Hex, { contract: id, method, args }: ValueOf<"Push">): void {
  const contract = openContract(env.of(contracts), id);
  expectUnpaused(contract);
  takeFee(env, sender);
  queueMessage(env, contract.cluster, () => ({ type: "Pushed", value: { contract: id, sender, method, args } }));
}
