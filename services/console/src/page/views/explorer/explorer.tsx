import { LatestBlocks } from "../../ui/latest-blocks.tsx";
import { LatestEvents } from "../../ui/latest-events.tsx";

/** Where one begins to look: what has just happened. */
export function Explorer() {
  return (
    <>
      <h1>Explorer</h1>
      <p>
        The search above finds blocks by number or hash, extrinsics, contracts and workers by their hash, accounts by
        address or name, and events by name, as in Balances.Transfer.
      </p>
      <h2>Newest blocks</h2>
      <LatestBlocks limit={20} />
      <h2>What happens</h2>
      <LatestEvents />
    </>
  );
}
