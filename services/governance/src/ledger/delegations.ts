import { maxDelegations } from "@pha/api";
import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { democracy, votesOf } from "@pha/runtime/spec";

/** Who delegates to whom. */
interface Row {
  readonly account: AccountId;
  readonly target: AccountId;
}

/** What accounts delegate, and how many votes that makes; nothing of those that do not. */
export function readDelegations(state: StateView, accounts: readonly AccountId[]) {
  const votings = readState(democracy, state).votingOf.getMany(accounts);
  return accounts.flatMap((account, i) => {
    const voting = votings[i];
    if (voting?.type !== "Delegating") return [];
    const { balance, conviction, delegations: delegated } = voting.value;
    return [{ ...{ account, balance, conviction }, votes: votesOf(conviction, balance), delegated }];
  });
}

/**
 * What is told of those who delegate to an account that is one of many.
 *
 * @param rows - of each account one more than is shown, where there are more
 */
export function delegationsTo(state: StateView, rows: readonly Row[]) {
  const known = new Map(
    readDelegations(
      state,
      rows.map(({ account }) => account),
    ).map(({ delegated: _, ...delegation }) => [delegation.account, delegation]),
  );
  const all = Map.groupBy(rows, ({ target }) => target);
  return (target: AccountId) => {
    const of = all.get(target) ?? [];
    const shown = of.slice(0, maxDelegations);
    return {
      delegations: shown.flatMap(({ account }) => known.get(account) ?? []),
      moreDelegations: of.length > shown.length ? shown.at(-1)?.account : undefined,
    };
  };
}
