import type { AccountId, Hex } from "@pha/codec";
import { type Call, makeCall, readState } from "@pha/frame";
import { blockTime } from "@pha/light-client";
import { balances, type DevelopmentAccount, developmentAccounts, PHA, sudo, system } from "@pha/runtime/spec";
import type { BlockClock } from "../author/block-clock.ts";
import type { SealOrders } from "../author/seal-orders.ts";
import { errors as chainErrors } from "../errors.ts";
import type { Role } from "../lease/role.ts";
import type { BlockRef, Ledger, Receipt } from "../ledger/ledger.ts";
import { devAccounts } from "./accounts.ts";
import { errors } from "./errors.ts";
import type { Snapshots } from "./snapshots.ts";

/** Pays for the faucet. */
const SPONSOR = "//Ferdie";
const FAUCET_AMOUNT = 1_000n * PHA;
/** What the sponsor keeps, for fees and to live on. */
const KEPT = PHA;
/** The end of the year 9999. */
const LATEST_MS = 253_402_300_799_999n;

/** A block and the time that it tells. */
export interface TimedBlock extends BlockRef {
  readonly timeMs: bigint;
}

/** Shortcuts of a development network. Each throws `chain-dev.DevelopmentOnly` on every other. */
export interface DevVerbs {
  /**
   * Gives an account PHA, 1000 unless told otherwise.
   *
   * @throws `chain-dev.FaucetTooLow`
   */
  faucet(to: AccountId, amount?: bigint): Promise<Receipt>;
  /** Signs a call as `//Alice`, `//Bob` … and submits it. */
  submit(uri: string, call: Call): Promise<Receipt>;
  /** Submits a call that is dispatched as if `who` had signed it. Pays nothing for it. */
  impersonate(who: AccountId, call: Call): Promise<Receipt>;
  /** Sets a free balance, in plancks. */
  setBalance(of: AccountId, free: bigint): Promise<Receipt>;
  /**
   * Seals a block now.
   *
   * @throws `chain.NotTheAuthor`, as do those below.
   */
  seal(): Promise<BlockRef>;
  /**
   * Remembers blocks, state, what waits, and the clock.
   *
   * @throws `chain-dev.NeedsInstantFinality`
   */
  snapshot(): Promise<Hex>;
  /**
   * Goes back to a snapshot, and forgets it with all that were taken after it.
   *
   * @throws `chain-dev.NeedsInstantFinality`, `chain-dev.NoSuchSnapshot`
   */
  revert(snapshot: Hex): Promise<BlockRef>;
  /**
   * Seals a block of this time; the clock goes on from there.
   *
   * @throws `chain-dev.NeedsInstantFinality`, `chain-dev.NotLater`
   */
  travel(toMs: bigint): Promise<TimedBlock>;
}

export interface DevDeps {
  readonly ledger: Ledger;
  readonly role: Role;
  readonly clock: BlockClock;
  readonly orders: SealOrders;
  readonly snapshots: Snapshots;
  /** Whether the chain certifies its blocks itself: nobody else checks its clock. */
  readonly isAlone: boolean;
}

export function makeDevVerbs({ ledger, role, clock, orders, snapshots, isAlone }: DevDeps): DevVerbs {
  const accounts = devAccounts({ ledger });
  const id = (value: AccountId) => ({ type: "Id", value }) as const;

  function requireDevelopment(): void {
    if (!ledger.spec.development) throw errors.DevelopmentOnly();
  }

  function requireAuthor(): void {
    requireDevelopment();
    if (role.isFollowing) throw chainErrors.NotTheAuthor();
  }

  function requireAlone(): void {
    requireDevelopment();
    if (!isAlone) throw errors.NeedsInstantFinality();
    requireAuthor();
  }

  async function timeOf({ hash }: BlockRef): Promise<bigint> {
    const header = await ledger.findHeader(hash);
    if (!header) throw chainErrors.BlockNotFound({ hash });
    return blockTime(header).timeMs;
  }

  /** A transfer that must fail in its block would be a receipt for nothing. */
  async function requireSponsor(amount: bigint): Promise<void> {
    const sponsor = developmentAccounts.find(({ uri }) => uri === SPONSOR) as DevelopmentAccount;
    const state = await ledger.stateAt(ledger.best.hash);
    const held = await state?.read((view) => readState(system, view).account.get(sponsor.account).data);
    const has = (held?.free ?? 0n) - (held?.frozen ?? 0n);
    if (amount + KEPT <= has) return;
    throw errors.FaucetTooLow({ account: SPONSOR, has, amount });
  }

  /** The development account that has root authority. */
  async function sudoer(): Promise<string> {
    const state = await ledger.stateAt(ledger.best.hash);
    const key = await state?.read((view) => readState(sudo, view).key.get());
    const account = developmentAccounts.find(({ scheme, account: of }) => scheme === "sr25519" && of === key);
    if (!account) throw errors.NoSudo();
    return account.uri;
  }

  return {
    async faucet(to, amount = FAUCET_AMOUNT) {
      requireDevelopment();
      await requireSponsor(amount);
      return accounts.submit(SPONSOR, makeCall(balances, "transfer_keep_alive", { dest: id(to), value: amount }));
    },
    async submit(uri, call) {
      requireDevelopment();
      return accounts.submit(uri, call);
    },
    async impersonate(who, call) {
      requireDevelopment();
      return accounts.submit(await sudoer(), makeCall(sudo, "sudo_as", { who: id(who), call }));
    },
    async setBalance(of, free) {
      requireDevelopment();
      const call = makeCall(balances, "force_set_balance", { who: id(of), new_free: free });
      return accounts.submit(await sudoer(), makeCall(sudo, "sudo", { call }));
    },
    async seal() {
      requireAuthor();
      return orders.place();
    },
    async snapshot() {
      requireAlone();
      return snapshots.take();
    },
    async revert(snapshot) {
      requireAlone();
      return snapshots.revert(snapshot);
    },
    async travel(toMs) {
      requireAlone();
      const nowMs = await timeOf(ledger.best);
      if (toMs <= nowMs || toMs > LATEST_MS) throw errors.NotLater({ nowMs, toMs });
      clock.travel(toMs);
      const block = await orders.place();
      return { ...block, timeMs: await timeOf(block) };
    },
  };
}
