import { useHeads } from "../hooks/use-heads.ts";
import { useLatestBlocks } from "../hooks/use-latest-blocks.ts";
import { timeText } from "./format.ts";
import { BlockLink, HashLink } from "./links.tsx";
import { Shown } from "./shown.tsx";
import { Table } from "./table.tsx";

/** Blocks as they come, and whether they are final by now. */
export function LatestBlocks({ limit }: { readonly limit: number }) {
  const blocks = useLatestBlocks(limit);
  const { finalized } = useHeads();
  return (
    <Shown of={blocks}>
      {(list) => (
        <Table
          name="Newest blocks"
          head={["Block", "Hash", "Time", "Finality"]}
          none="There is no block yet."
          rows={list.map(({ number, hash, timeMs }) => ({
            key: hash,
            cells: [
              <BlockLink key="number" number={number} />,
              <HashLink key="hash" hash={hash} />,
              number === 0 ? "genesis" : timeText(Number(timeMs)),
              number <= finalized ? "✓ final" : "… waits for votes",
            ],
          }))}
        />
      )}
    </Shown>
  );
}
