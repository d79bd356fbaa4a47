import { actAs, useAccounts } from "../accounts/acting.ts";
import { useAbout } from "../network/context.ts";
import { hrefOf } from "../route.ts";
import { ChoiceField } from "./fields.tsx";

/** Whom one acts as. */
export function ActAs() {
  const { all, chosen } = useAccounts(useAbout());
  if (chosen === undefined)
    return (
      <p>
        To do something, <a href={hrefOf("wallet")}>connect a wallet</a> first.
      </p>
    );
  return (
    <ChoiceField
      label="Act as"
      value={chosen.name}
      onValue={actAs}
      options={all.map(({ name, kept }) => [name, kept === "wallet" ? `${name} (in a wallet)` : name])}
    />
  );
}
