import { errors, tx } from "@pha/sdk";
import { fundIn, sharesFor, stakePools, vaults } from "@pha/sdk/pallets";
import { useState } from "preact/hooks";
import { Act } from "../../ui/act.tsx";
import { AmountField } from "../../ui/amount-field.tsx";
import { readAmount } from "../../ui/read-amount.ts";
import { type Chosen, FundFields, firstPool, idOf } from "./fund-fields.tsx";

/** Puts PHA into a pool or vault. */
export function Contribute() {
  const [chosen, setChosen] = useState<Chosen>(firstPool);
  const [amount, setAmount] = useState("");
  return (
    <Act
      title="Contribute"
      make={() => {
        const of = { amount: readAmount(amount) };
        const id = idOf(chosen);
        return chosen.kind === "pool"
          ? tx(stakePools, "contribute", { pool: id, ...of })
          : tx(vaults, "contribute", { vault: id, ...of });
      }}
    >
      <FundFields of={chosen} onChoose={setChosen} />
      <AmountField value={amount} onValue={setAmount} />
    </Act>
  );
}

/** Asks PHA back: it comes when its notice is over. */
export function Withdraw() {
  const [chosen, setChosen] = useState<Chosen>(firstPool);
  const [amount, setAmount] = useState("");
  return (
    <Act
      title="Ask back"
      make={async (network) => {
        const [id, plancks] = [idOf(chosen), readAmount(amount)];
        const fund = await network.read((state) => fundIn(state, chosen.kind, id));
        if (fund === undefined)
          throw errors.BadParameter({ parameter: chosen.kind, expected: "one that there is", given: id });
        const shares = sharesFor(fund, plancks);
        return chosen.kind === "pool"
          ? tx(stakePools, "withdraw", { pool: id, shares })
          : tx(vaults, "withdraw", { vault: id, shares });
      }}
    >
      <FundFields of={chosen} onChoose={setChosen} />
      <AmountField label="Worth now" value={amount} onValue={setAmount} />
    </Act>
  );
}

/** Takes what is paid of a request. */
export function Claim() {
  const [chosen, setChosen] = useState<Chosen>(firstPool);
  return (
    <Act
      title="Take what is paid"
      make={() => {
        const id = idOf(chosen);
        return chosen.kind === "pool" ? tx(stakePools, "claim", { pool: id }) : tx(vaults, "claim", { vault: id });
      }}
    >
      <FundFields of={chosen} onChoose={setChosen} />
    </Act>
  );
}
