import { useEffect, useState } from "preact/hooks";
import type { AboutNetwork } from "../network/about.ts";
import type { Account } from "./account.ts";
import { listDevelopment } from "./development.ts";

/** Accounts that one may act as in this page, and the one that was chosen. */
interface Accounts {
  readonly all: readonly Account[];
  readonly chosen: Account | undefined;
}

let accounts: Accounts = { all: [], chosen: undefined };
let isBegun = false;
const listeners = new Set<(accounts: Accounts) => void>();

function change(next: Accounts): void {
  accounts = next;
  for (const listener of listeners) listener(next);
}

/** Acts as another of them from now on. */
export const actAs = (account: string): void =>
  change({ ...accounts, chosen: accounts.all.find(({ accountId }) => accountId === account) });

/** More of them: a wallet's. The first is acted as. */
export function addAccounts(more: readonly Account[]): void {
  const others = accounts.all.filter(({ accountId }) => !more.some((one) => one.accountId === accountId));
  change({ all: [...others, ...more], chosen: more[0] ?? accounts.chosen });
}

/** The accounts of this page; a development network brings its own. */
export function useAccounts({ development }: AboutNetwork): Accounts {
  if (!isBegun) {
    isBegun = true;
    const all = development ? listDevelopment() : [];
    accounts = { all, chosen: all[0] };
  }
  const [now, setNow] = useState(accounts);
  useEffect(() => {
    listeners.add(setNow);
    setNow(accounts);
    return () => void listeners.delete(setNow);
  }, []);
  return now;
}
