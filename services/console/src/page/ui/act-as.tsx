import { encodeAddress } from "@pha/sdk";
import type { Account } from "../accounts/account.ts";
import { actAs, useAccounts } from "../accounts/acting.ts";
import { useAbout } from "../network/context.ts";
import { hrefOf } from "../route.ts";
import { ChoiceField } from "./fields.tsx";
import { shortened } from "./format.ts";

/** Whom one acts as. */
export function ActAs() {
  const about = useAbout();
  const { all, chosen } = useAccounts(about);
  const textOf = ({ name, kept, accountId }: Account): string =>
    kept === "wallet" ? `${name} (in a wallet), ${shortened(encodeAddress(accountId, about.ss58Prefix))}` : name;
  if (chosen === undefined)
    return (
      <p>
        To do something, <a href={hrefOf("wallet")}>connect a wallet</a> first.
      </p>
    );
  return (
    <ChoiceField
      label="Act as"
      value={chosen.accountId}
      onValue={actAs}
      options={all.map((one) => [one.accountId, textOf(one)])}
    />
  );
}
