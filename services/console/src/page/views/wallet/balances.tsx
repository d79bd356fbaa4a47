import type { Hex } from "@pha/sdk";
import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { Facts } from "../../ui/facts.tsx";
import { AccountLink } from "../../ui/links.tsx";
import { Pha } from "../../ui/pha.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";

/** What an account has, proven again with every final block. */
export function Balances({ account }: { readonly account: Hex }) {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({ info: await network.account(account), certified: await certifiedHead(network) }),
    [account, finalized],
  );
  return (
    <>
      <ProofMark of={partOf(read, ({ certified }) => certified)} what="what it has" />
      <Shown of={read}>
        {({ info: { data } }) => (
          <Facts
            rows={[
              ["Account", <AccountLink key="account" account={account} />],
              ["Free", <Pha key="free" plancks={data.free} />],
              ["On hold", <Pha key="reserved" plancks={data.reserved} />],
              ["Frozen", <Pha key="frozen" plancks={data.frozen} />],
            ]}
          />
        )}
      </Shown>
    </>
  );
}
