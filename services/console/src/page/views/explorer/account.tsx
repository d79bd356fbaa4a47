import { chainApi } from "@pha/api";
import { decodeAddress, encodeAddress } from "@pha/sdk";
import { useHeads } from "../../hooks/use-heads.ts";
import { partOf, useLoaded } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { ask } from "../../network/ask.ts";
import { certifiedHead } from "../../network/certify.ts";
import { useAbout } from "../../network/context.ts";
import type { ViewProps } from "../../shell/lazy.tsx";
import { Facts } from "../../ui/facts.tsx";
import { timeText } from "../../ui/format.ts";
import { BlockLink, ExtrinsicLink } from "../../ui/links.tsx";
import { Pha } from "../../ui/pha.tsx";
import { ProofMark, WordMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { endOf } from "./extrinsic-rows.tsx";

/** One account: what it has, proven, and what it did and what happened to it. */
export function AccountView({ of: [address = ""] }: ViewProps) {
  const { chain, ss58Prefix } = useAbout();
  const { finalized } = useHeads();
  const account = useNetwork(
    async (network) => ({ info: await network.account(address), certified: await certifiedHead(network) }),
    [address, finalized],
  );
  const history = useLoaded(
    () => ask(chain, chainApi.accountHistory.list, { address: decodeAddress(address).account, limit: 20 }),
    [chain, address, finalized],
  );
  return (
    <>
      <h1>Account</h1>
      <ProofMark of={partOf(account, ({ certified }) => certified)} what="its balances and nonce" />
      <Shown of={account}>
        {({ info: { nonce, data } }) => (
          <Facts
            rows={[
              ["Address", <code key="address">{encodeAddress(decodeAddress(address).account, ss58Prefix)}</code>],
              ["Free", <Pha key="free" plancks={data.free} />],
              ["Reserved", <Pha key="reserved" plancks={data.reserved} />],
              ["Frozen", <Pha key="frozen" plancks={data.frozen} />],
              ["Extrinsics", nonce],
            ]}
          />
        )}
      </Shown>
      <h2>History</h2>
      <WordMark>which extrinsics touched it; each is proven where it is shown.</WordMark>
      <Shown of={history}>
        {({ extrinsics }) => (
          <Table
            name="History"
            head={["Call", "Extrinsic", "Block", "Time", "Result"]}
            none="Nothing has happened to it yet."
            rows={extrinsics.map(({ block, timeMs, extrinsic }) => ({
              key: extrinsic.hash,
              cells: [
                `${extrinsic.call.pallet}.${extrinsic.call.call}`,
                <ExtrinsicLink key="hash" hash={extrinsic.hash} />,
                <BlockLink key="block" number={block.number} />,
                timeText(Number(timeMs)),
                endOf(extrinsic),
              ],
            }))}
          />
        )}
      </Shown>
    </>
  );
}
