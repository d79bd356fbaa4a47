import { governanceApi } from "@pha/api";
import { tx } from "@pha/sdk";
import { democracy } from "@pha/sdk/pallets";
import { Act } from "../../ui/act.tsx";
import { AccountLink } from "../../ui/links.tsx";
import { Pha } from "../../ui/pha.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { Value } from "../../ui/value.tsx";
import { useGovernance } from "./use-governance.ts";

/** Public proposals, the one with most deposits first. */
export function Waiting() {
  const waiting = useGovernance(governanceApi.proposals.waiting, {});
  return (
    <Shown of={waiting}>
      {({ proposals, nextLaunch }) => (
        <>
          <Table
            name="Public proposals"
            head={["Proposal", "By", "Backed by", "What it would do"]}
            none="No public proposal waits."
            rows={proposals.map(({ index, proposer, backing, call, hash }) => ({
              key: String(index),
              cells: [
                index,
                <AccountLink key="by" account={proposer} />,
                <Pha key="backing" plancks={backing} />,
                <Value key="call" of={call ?? hash} />,
              ],
            }))}
          />
          {proposals.length > 0 && (
            <>
              <p>The one with most deposits is put to the vote with block {nextLaunch}.</p>
              {proposals.map(({ index }) => (
                <Act
                  key={index}
                  title={`Back proposal ${index}`}
                  make={() => tx(democracy, "second", { proposal: index })}
                />
              ))}
            </>
          )}
        </>
      )}
    </Shown>
  );
}
