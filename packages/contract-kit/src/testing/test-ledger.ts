import type { Effect } from "@pha/contract-engine";
import type { Account } from "../schema.ts";
import { textHash } from "../text-hash.ts";

/** The smallest unit of PHA, and the least that an account on the ledger has: a hundredth of one. */
const pha = 1_000_000_000_000n;
const existentialDeposit = pha / 100n;

/** What a command to another contract costs, and who gets it. */
const pushFee = pha / 500n;
const treasury = textHash("treasury");

/** What accounts of tests have at first; the contract has nothing. */
const initial = 1_000n * pha;

/** An effect that was done, a payment with what was paid, or why not: the ledger's code. */
export type TestEffect = { readonly id: string; readonly error: string | undefined } & (
  | { readonly type: "Pay"; readonly to: Account; readonly amount: bigint }
  | { readonly type: "Emit"; readonly name: string; readonly data: unknown }
  | { readonly type: "Push"; readonly contract: Account; readonly method: string; readonly args: unknown }
);

/** Balances as the ledger keeps them, and what the contract did there: agreed on at once. */
export class TestLedger {
  readonly #contract: Account;
  readonly #balances = new Map<Account, bigint>();
  readonly effects: TestEffect[] = [];

  constructor(contract: Account) {
    this.#contract = contract;
    this.#balances.set(contract, 0n);
  }

  balanceOf(account: Account): bigint {
    return this.#balances.get(account) ?? initial;
  }

  /** Takes what a command brings from its sender; gives what takes it to the contract, or back. */
  bring(sender: Account, value: bigint): (succeeded: boolean) => void {
    if (value !== 0n && value < existentialDeposit) throw new Error("Contracts.ValueTooSmall: 0.01 PHA at least.");
    if (this.balanceOf(sender) - value < existentialDeposit)
      throw new Error("Balances.InsufficientBalance: the sender has not that much.");
    this.#add(sender, -value);
    return (succeeded) => this.#add(succeeded ? this.#contract : sender, value);
  }

  /** Does what a command wants done. */
  settle(message: number, effects: readonly Effect[]): readonly TestEffect[] {
    const done = effects.map((effect, index): TestEffect => {
      const id = `${message}/${index}`;
      if (effect.type === "Emit")
        return { id, type: "Emit", name: effect.name, data: JSON.parse(effect.data), error: undefined };
      if (effect.type === "Push") {
        const { type, contract, method, args } = effect;
        return { id, type, contract, method, args: JSON.parse(args), error: this.#payFee() };
      }
      const amount = this.#withRest(BigInt(effect.amount));
      return { id, type: "Pay", to: effect.to, amount, error: this.#pay(effect.to, amount) };
    });
    this.effects.push(...done);
    return done;
  }

  /** What is paid of an amount: what would be left too small to exist goes along. */
  #withRest(amount: bigint): bigint {
    const balance = this.balanceOf(this.#contract);
    const left = balance - amount;
    return left >= 0n && left < existentialDeposit ? balance : amount;
  }

  /** A command to another contract does not end the account that pays for it. */
  #payFee(): string | undefined {
    const balance = this.balanceOf(this.#contract);
    if (balance >= pushFee && balance - pushFee < existentialDeposit) return "Balances.Expendability";
    return this.#pay(treasury, pushFee);
  }

  #pay(to: Account, amount: bigint): string | undefined {
    if (this.balanceOf(this.#contract) < amount) return "Balances.InsufficientBalance";
    if (this.balanceOf(to) + amount < existentialDeposit) return "Balances.ExistentialDeposit";
    this.#add(this.#contract, -amount);
    this.#add(to, amount);
    return undefined;
  }

  #add(account: Account, amount: bigint): void {
    this.#balances.set(account, this.balanceOf(account) + amount);
  }
}
