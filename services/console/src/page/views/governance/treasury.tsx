import { governanceApi } from "@pha/api";
import { Facts } from "../../ui/facts.tsx";
import { AccountLink } from "../../ui/links.tsx";
import { Pha } from "../../ui/pha.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { useGovernance } from "./use-governance.ts";

/** The network's own money, and who is to have some of it. */
export function Treasury() {
  const treasury = useGovernance(governanceApi.money.treasury, {});
  return (
    <Shown of={treasury}>
      {({ spendable, nextSpend, account, proposals }) => (
        <>
          <Facts
            rows={[
              ["Can be spent", <Pha key="spendable" plancks={spendable} />],
              ["Account", <AccountLink key="account" account={account} />],
              ["Next payments", `block ${nextSpend}`],
            ]}
          />
          <Table
            name="Spending proposals"
            head={["Proposal", "Amount", "For", "Standing"]}
            none="Nobody asks for any of it."
            rows={proposals.map(({ index, value, beneficiary, approved }) => ({
              key: String(index),
              cells: [
                index,
                <Pha key="value" plancks={value} />,
                <AccountLink key="for" account={beneficiary} />,
                approved ? "approved" : "waits",
              ],
            }))}
          />
        </>
      )}
    </Shown>
  );
}
