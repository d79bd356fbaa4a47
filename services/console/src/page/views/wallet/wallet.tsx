import { useAccounts } from "../../accounts/acting.ts";
import { useAbout } from "../../network/context.ts";
import { ActAs } from "../../ui/act-as.tsx";
import { Balances } from "./balances.tsx";
import { Connect } from "./connect.tsx";
import { Transfer } from "./transfer.tsx";

/** Accounts that are here or in wallets, what they have, and payments. */
export function Wallet() {
  const { chosen } = useAccounts(useAbout());
  return (
    <>
      <h1>Wallet</h1>
      <Connect />
      <ActAs />
      {chosen && <Balances key={chosen.accountId} account={chosen.accountId} />}
      <h2>Pay</h2>
      <Transfer />
    </>
  );
}
