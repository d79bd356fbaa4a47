import { chainApi } from "@pha/api";
import type { Hex } from "@pha/sdk";
import { useHeads } from "../../hooks/use-heads.ts";
import { useLoaded } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { ask } from "../../network/ask.ts";
import { useAbout } from "../../network/context.ts";
import type { ViewProps } from "../../shell/lazy.tsx";
import { Facts } from "../../ui/facts.tsx";
import { AccountLink, BlockLink } from "../../ui/links.tsx";
import { Pha } from "../../ui/pha.tsx";
import { ProofMark, WordMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Value } from "../../ui/value.tsx";
import { EventList } from "./event-list.tsx";
import { endOf } from "./extrinsic-rows.tsx";
import { proveExtrinsic } from "./prove-extrinsic.ts";

/** One extrinsic that is in a block: its call, what came of it, and the proof that it is there. */
export function ExtrinsicView({ of: [hash = ""] }: ViewProps) {
  const { chain } = useAbout();
  const { finalized } = useHeads();
  const found = useLoaded(() => ask(chain, chainApi.extrinsics.get, { hash: hash as Hex }), [chain, hash]);
  const number = found.value?.block.number;
  const isFinal = number !== undefined && number <= finalized;
  const proof = useNetwork(
    async (network) =>
      isFinal && found.value
        ? proveExtrinsic(network, chain, hash as Hex, number, found.value.extrinsic.index)
        : undefined,
    [hash, number, isFinal],
  );
  return (
    <>
      <h1>Extrinsic</h1>
      <Shown of={found}>
        {({ block, extrinsic }) => (
          <>
            {isFinal ? (
              <ProofMark of={proof} what="that its block holds it" />
            ) : (
              <p class="mark">… Its block waits for the votes of validators.</p>
            )}
            <Facts
              rows={[
                ["Hash", <code key="hash">{hash}</code>],
                ["Call", `${extrinsic.call.pallet}.${extrinsic.call.call}`],
                ["Result", endOf(extrinsic)],
                ["Block", <BlockLink key="block" number={block.number} />],
                ["Place in it", extrinsic.index],
                [
                  "Signed by",
                  extrinsic.signed ? (
                    <AccountLink key="by" account={extrinsic.signed.signer} />
                  ) : (
                    "nobody: an enclave sent it"
                  ),
                ],
                ...(extrinsic.signed
                  ? ([
                      ["Nonce", extrinsic.signed.nonce],
                      ["Tip", <Pha key="tip" plancks={extrinsic.signed.tip} />],
                    ] as const)
                  : []),
              ]}
            />
            <WordMark>
              how its bytes read, and what came of it. Each event is proven where it is opened, while its block's state
              is kept.
            </WordMark>
            <h2>Arguments</h2>
            <Value of={extrinsic.call.args} />
            <h2>What came of it</h2>
            <EventList events={extrinsic.events} block={block.number} />
          </>
        )}
      </Shown>
    </>
  );
}
