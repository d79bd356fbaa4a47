import type { Hex } from "@pha/sdk";
import { stakesOf } from "@pha/sdk/pallets";
import { useAccounts } from "../../accounts/acting.ts";
import { useHeads } from "../../hooks/use-heads.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { useAbout } from "../../network/context.ts";
import { timeText } from "../../ui/format.ts";
import { Pha } from "../../ui/pha.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";

/** What the account that one acts as has in pools and vaults, and when what it asked back is paid. */
export function Stakes() {
  const { chosen } = useAccounts(useAbout());
  return chosen ? <StakesOf key={chosen.accountId} account={chosen.accountId} /> : null;
}

function StakesOf({ account }: { readonly account: Hex }) {
  const { finalized } = useHeads();
  const read = useNetwork((network) => network.read((state) => stakesOf(state, account)), [account, finalized]);
  return (
    <Shown of={read}>
      {(stakes) => (
        <Table
          name="Your stakes"
          head={["Where", "Worth", "Gained", "Asked back", "Paid from"]}
          none="It has nothing in pools or vaults."
          rows={stakes.map(({ kind, id, worth, gained, lost, asked }) => ({
            key: kind + id,
            cells: [
              `${kind} ${id}`,
              <Pha key="worth" plancks={worth} />,
              <Pha key="gained" plancks={gained - lost} />,
              asked ? <Pha key="asked" plancks={asked.worth + asked.claimable} /> : "nothing",
              asked ? timeText(Number(asked.dueMs)) : "",
            ],
          }))}
        />
      )}
    </Shown>
  );
}
