import { tx } from "@pha/sdk";
import { balances } from "@pha/sdk/pallets";
import { useState } from "preact/hooks";
import { readAccount } from "../../accounts/read-account.ts";
import { Act } from "../../ui/act.tsx";
import { AmountField } from "../../ui/amount-field.tsx";
import { TextField } from "../../ui/fields.tsx";
import { readAmount } from "../../ui/read-amount.ts";

/** Pays somebody. */
export function Transfer() {
  const [to, setTo] = useState("");
  const [amount, setAmount] = useState("");
  return (
    <Act
      title="Transfer"
      make={() =>
        tx(balances, "transfer_keep_alive", {
          dest: { type: "Id", value: readAccount(to) },
          value: readAmount(amount),
        })
      }
    >
      <TextField label="To" value={to} onValue={setTo} hint="An address, or a development account such as //Bob" />
      <AmountField value={amount} onValue={setAmount} />
    </Act>
  );
}
