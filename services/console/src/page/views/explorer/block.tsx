import { chainApi } from "@pha/api";
import { headerHash } from "@pha/light-client";
import { errors } from "@pha/sdk";
import { useHeads } from "../../hooks/use-heads.ts";
import { useLoaded } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { ask } from "../../network/ask.ts";
import { useAbout } from "../../network/context.ts";
import { hrefOf } from "../../route.ts";
import type { ViewProps } from "../../shell/lazy.tsx";
import { Facts } from "../../ui/facts.tsx";
import { timeText } from "../../ui/format.ts";
import { BlockLink } from "../../ui/links.tsx";
import { ProofMark, WordMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { EventList } from "./event-list.tsx";
import { ExtrinsicRows } from "./extrinsic-rows.tsx";
import { provenBlock } from "./proven-events.ts";

/** One block: its header, what is in it and what happened, with its certificate and the proof of its events. */
export function BlockView({ of: [named = ""] }: ViewProps) {
  const { chain, genesisHash } = useAbout();
  const { finalized } = useHeads();
  const block = useLoaded(() => ask(chain, chainApi.blocks.get, { block: named }), [chain, named]);
  const { number, header } = block.value ?? {};
  const hash = header && headerHash(header);
  const isFinal = number !== undefined && number > 0 && number <= finalized;
  const proof = useNetwork(
    async (network) => {
      if (!isFinal) return undefined;
      const proven = await provenBlock(network, number);
      if (proven.hash !== hash) throw errors.UnexpectedReply({ url: chain, block: number });
      return proven;
    },
    [number, hash, isFinal],
  );
  return (
    <>
      <h1>Block {named}</h1>
      <Shown of={block}>
        {({ header, extrinsics, events, timeMs, number: height }) => (
          <>
            {hash === genesisHash && (
              <p class="mark good">✓ This is genesis: everything else is verified from its hash on.</p>
            )}
            {height > 0 && !isFinal && <p class="mark">… It waits for the votes of a quorum of validators.</p>}
            {isFinal && <ProofMark of={proof} what="its header, and every event in it" />}
            <Facts
              rows={[
                ["Number", height],
                ["Hash", <code key="hash">{hash}</code>],
                ["Time", height === 0 ? "none" : timeText(Number(timeMs))],
                ["Parent", height === 0 ? "none" : <BlockLink key="parent" number={height - 1} />],
                [
                  "Next",
                  <a key="next" href={hrefOf("block", height + 1)}>
                    {height + 1}
                  </a>,
                ],
                ["State root", <code key="state">{header.stateRoot}</code>],
                ["Extrinsics root", <code key="extrinsics">{header.extrinsicsRoot}</code>],
              ]}
            />
            <h2>Extrinsics</h2>
            <WordMark>how each reads and ended; that the block holds it is proven where it is opened.</WordMark>
            <ExtrinsicRows extrinsics={extrinsics} />
            <h2>{proof.value ? "Events" : "Events of the block itself"}</h2>
            <EventList events={proof.value?.events ?? events} block={height} />
          </>
        )}
      </Shown>
    </>
  );
}
