import { readState, viewOf } from "@pha/frame";
import { expect, it } from "vitest";
import { PHA } from "../balances/account-data.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { system } from "../system/spec.ts";
import { escrowAccount } from "./account.ts";
import { usualFigures } from "./figures.ts";
import { offences } from "./spec.ts";
import { computing, word } from "./testing.ts";

it("a network that begins with this state decides for as long as was left, and suspends no pool meanwhile", () => {
  const { ledger, tongue } = computing();
  ledger.setBalances({ Yan: PHA });
  ledger.of(offences).figures.put({ ...usualFigures, window: 30 });
  ledger.run("Yan", tongue.accuse(tongue.answer(), tongue.answer({ stateTag: word(2) })));
  ledger.runTo(ledger.now.number + 10);

  const carried = ledger.runtime.carryOver(ledger.view, [...ledger.state.keys()], { name: "next" });
  const next = viewOf(new Map([...carried].flatMap(([key, value]) => (value ? [[key, value] as const] : []))));
  const offence = readState(offences, next).offences.get(0);
  // The open block is a tick on, the newest closed one is what is carried over.
  expect(offence).toMatchObject({ at: 0, due: 21, verdict: { type: "Undecided", value: { suspends: false } } });
  expect(readState(stakePools, next).pools.get(0)?.suspensions).toBe(0);
  expect(readState(system, next).account.get(escrowAccount).data.free).toBe(offence?.amount);
});
