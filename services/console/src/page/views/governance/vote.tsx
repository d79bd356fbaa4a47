import { governanceApi } from "@pha/api";
import { tx } from "@pha/sdk";
import { democracy } from "@pha/sdk/pallets";
import { useState } from "preact/hooks";
import { useAccounts } from "../../accounts/acting.ts";
import { useAbout } from "../../network/context.ts";
import { Act } from "../../ui/act.tsx";
import { plancksOf } from "../../ui/amount.ts";
import { AmountField } from "../../ui/amount-field.tsx";
import { ChoiceField } from "../../ui/fields.tsx";
import { readAmount } from "../../ui/read-amount.ts";
import { Shown } from "../../ui/shown.tsx";
import { convictionTexts, readConviction, standardVote } from "./read-vote.ts";
import { TallyPicture } from "./tally-picture.tsx";
import { useGovernance } from "./use-governance.ts";

/** Votes in a referendum; what the vote would do is shown as the form is filled. */
export function Vote({ index }: { readonly index: number }) {
  const [side, setSide] = useState("aye");
  const [amount, setAmount] = useState("");
  const [conviction, setConviction] = useState("Locked1x");
  const balance = plancksOf(amount);
  return (
    <Act
      title={`Vote in referendum ${index}`}
      make={() =>
        tx(democracy, "vote", {
          ref_index: index,
          vote: standardVote(side === "aye", readConviction(conviction), readAmount(amount)),
        })
      }
    >
      <ChoiceField
        label="Side"
        value={side}
        onValue={setSide}
        options={[
          ["aye", "Aye: it shall be done"],
          ["nay", "Nay: it shall not"],
        ]}
      />
      <AmountField value={amount} onValue={setAmount} />
      <ChoiceField label="Conviction" value={conviction} onValue={setConviction} options={convictionTexts} />
      {balance !== undefined && balance > 0n && (
        <Forecast index={index} aye={side === "aye"} balance={balance} conviction={conviction} />
      )}
    </Act>
  );
}

/** How the referendum would stand with that vote. */
function Forecast({
  index,
  ...vote
}: {
  readonly index: number;
  readonly aye: boolean;
  readonly balance: bigint;
  readonly conviction: string;
}) {
  const { chosen } = useAccounts(useAbout());
  const conviction = readConviction(vote.conviction).type;
  const forecast = useGovernance(governanceApi.referenda.forecast, {
    ...{ index, aye: vote.aye, balance: vote.balance, conviction },
    account: chosen?.accountId,
  });
  return (
    <>
      <h4>With this vote</h4>
      <Shown of={forecast}>{({ after }) => <TallyPicture of={after} />}</Shown>
    </>
  );
}
