import { tx } from "@pha/sdk";
import { democracy } from "@pha/sdk/pallets";
import { useState } from "preact/hooks";
import { readAccount } from "../../accounts/read-account.ts";
import { Act } from "../../ui/act.tsx";
import { AmountField } from "../../ui/amount-field.tsx";
import { ChoiceField, TextField } from "../../ui/fields.tsx";
import { readAmount } from "../../ui/read-amount.ts";
import { convictionTexts, readConviction } from "./read-vote.ts";

/** Lets another account's votes count for more. */
export function Delegate() {
  const [to, setTo] = useState("");
  const [amount, setAmount] = useState("");
  const [conviction, setConviction] = useState("Locked1x");
  return (
    <Act
      title="Delegate votes"
      make={() =>
        tx(democracy, "delegate", {
          to: { type: "Id", value: readAccount(to) },
          conviction: readConviction(conviction),
          balance: readAmount(amount),
        })
      }
    >
      <TextField label="To" value={to} onValue={setTo} hint="Whose votes are to speak for you, in every referendum" />
      <AmountField value={amount} onValue={setAmount} />
      <ChoiceField label="Conviction" value={conviction} onValue={setConviction} options={convictionTexts} />
    </Act>
  );
}
