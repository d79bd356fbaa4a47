import { PHA } from "../../pallets/balances/account-data.ts";
import { offences } from "../../pallets/offences/spec.ts";
import { computing, word } from "../../pallets/offences/testing.ts";
import { worthOf } from "../../pallets/stake-pools/fund.ts";
import { resumePool, slashPool, suspendPool } from "../../pallets/stake-pools/sessions.ts";
import { stakePools } from "../../pallets/stake-pools/spec.ts";
import { contribute, days, own, pha, poolOf, setup, stake } from "../../pallets/stake-pools/testing.ts";
import { accountOf, type TestLedger } from "../index.ts";
import type { Strategy } from "./strategy.ts";

const pool = 0;

/** What an account has, in a pool and outside. */
function wealthOf(ledger: TestLedger, who: string): bigint {
  const { shares, request } = ledger.of(stakePools).delegations.get(accountOf(who), pool);
  return ledger.balanceOf(who).free + worthOf(poolOf(ledger), shares + (request?.shares ?? 0n));
}

/** A machine is silent, loses a quarter of all stake, and is stopped; somebody asks all back at some time. */
function hop(asks: "before" | "silent" | "never"): bigint {
  const ledger = setup();
  contribute(ledger, "Olga", 200);
  ledger.run("Olga", own.set_own_shares({ pool, shares: pha(100) }));
  for (const who of ["Dora", "Emil"]) contribute(ledger, who, 900);
  stake(ledger, 1_000);
  const leave = () => ledger.run("Dora", own.withdraw({ pool, shares: pha(900) }));
  if (asks === "before") leave();
  days(ledger, 1);
  ledger.act((env) => suspendPool(env, pool));
  if (asks === "silent") leave();
  days(ledger, 8);
  ledger.act((env) => {
    slashPool(env, pool, pha(500));
    resumePool(env, pool);
  });
  if (asks !== "never") ledger.run("Dora", own.claim({ pool }));
  return wealthOf(ledger, "Dora") - pha(99_100);
}

/** What a pool's owner and a friend have of a machine's stake, after the friend has reported the machine, or has not. */
function reported(isReported: boolean): bigint {
  const { ledger, tongue } = computing();
  ledger.setBalances({ Yan: PHA });
  const stake = pha(4_000);
  const others = wealthOf(ledger, "Alice") + wealthOf(ledger, "Yan") - stake;
  ledger.of(offences).figures.put({ ...ledger.of(offences).figures.get(), window: 30 });
  if (isReported) ledger.run("Yan", tongue.accuse(tongue.answer(), tongue.answer({ stateTag: word(2) })));
  ledger.runTo(ledger.now.number + 40);
  return wealthOf(ledger, "Alice") + wealthOf(ledger, "Yan") - others;
}

/** What whoever has something in pools may try. */
export const peopleStrategies: readonly Strategy[] = [
  {
    name: "hopping before a slash",
    how: "all is asked back the day before a machine is silent, which then costs a quarter of all stake",
    play: () => hop("before"),
    honestly: () => hop("never"),
  },
  {
    name: "hopping while a machine is silent",
    how: "all is asked back as soon as it is",
    play: () => hop("silent"),
    honestly: () => hop("never"),
  },
  {
    name: "reporting oneself",
    how: "a pool's owner lets a friend report a contradiction of the owner's machine",
    play: () => reported(true),
    honestly: () => reported(false),
  },
];
