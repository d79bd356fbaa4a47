import { makeCall } from "@pha/frame";
import { democracy, PHA } from "@pha/runtime/spec";
import { accountOf, addressOf, testNetwork } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { forecastIn } from "./forecast.ts";

function referendum() {
  const ledger = testNetwork();
  const { referendumInfoOf, referendumCount, due } = ledger.of(democracy);
  const proposal = { type: "Inline", value: new Uint8Array(2) } as const;
  const tally = { ayes: 0n, nays: 0n, turnout: 0n };
  const status = { end: 60, proposal, threshold: { type: "SimpleMajority" }, delay: 1, tally } as const;
  referendumInfoOf.put(0, { type: "Ongoing", value: status });
  referendumCount.put(1);
  due.put(60);
  /** A vote that is foreseen in the state of the newest block. */
  const forecast = () => {
    ledger.runTo(ledger.now.number + 1);
    return forecastIn(ledger.view, 0, aye, accountOf("Bob"));
  };
  return { ledger, forecast };
}

const aye = { aye: true, balance: PHA, conviction: { type: "Locked1x" } } as const;
const vote = { type: "Standard", value: { vote: { aye: true, conviction: aye.conviction }, balance: PHA } } as const;

it("a vote that is foreseen is what the ledger then counts", () => {
  const { ledger, forecast } = referendum();
  const { after } = forecast();
  ledger.run("Bob", makeCall(democracy, "vote", { ref_index: 0, vote }));
  expect(forecast().before).toEqual(after);
});

it("who lets another one vote has none to be foreseen", () => {
  const { ledger, forecast } = referendum();
  const delegation = { to: addressOf("Alice"), conviction: { type: "None" }, balance: PHA } as const;
  ledger.run("Bob", makeCall(democracy, "delegate", delegation));
  expect(ledger.refusal("Bob", makeCall(democracy, "vote", { ref_index: 0, vote }))).toBe(
    "Democracy.AlreadyDelegating",
  );
  expect(forecast).toThrow(expect.toSatisfy(errors.VoteDelegated.is));
});
