import { useHeads } from "../../hooks/use-heads.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { LatestBlocks } from "../../ui/latest-blocks.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Figures } from "./figures.tsx";

/** That the network lives, and how it is. */
export function Overview() {
  const { finalized } = useHeads();
  const head = useNetwork(certifiedHead, [finalized]);
  return (
    <>
      <h1>Overview</h1>
      <ProofMark of={head} what="the newest final block, from genesis on" />
      <h2>The last hour</h2>
      <Figures />
      <h2>Newest blocks</h2>
      <LatestBlocks limit={8} />
    </>
  );
}
