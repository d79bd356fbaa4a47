import type { Hex } from "@pha/sdk";
import { useState } from "preact/hooks";
import { useHeads } from "../../hooks/use-heads.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { hrefOf } from "../../route.ts";
import { TextField } from "../../ui/fields.tsx";
import { Shown } from "../../ui/shown.tsx";
import { readReach } from "./read-reach.ts";

/** What a leak of one enclave would open. */
export function BlastRadius() {
  const [text, setText] = useState("");
  const identity = text.trim().toLowerCase();
  return (
    <>
      <TextField
        label="Enclave"
        value={text}
        onValue={setText}
        hint="Identity of a worker or gatekeeper, from the table above"
      />
      {/^0x[0-9a-f]{64}$/.test(identity) && <Reach key={identity} identity={identity as Hex} />}
    </>
  );
}

function Reach({ identity }: { readonly identity: Hex }) {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({ reach: await network.read((state) => readReach(state, identity)) }),
    [identity, finalized],
  );
  return (
    <Shown of={read}>
      {({ reach }) => {
        if (reach === undefined)
          return (
            <p>It is no worker of a cluster and holds no share now. What it was given before, the events above tell.</p>
          );
        const { shares, contracts } = reach;
        return (
          <>
            {shares && (
              <p>
                {shares.held} of the {shares.threshold} shares that make the master key:{" "}
                {shares.held >= shares.threshold
                  ? "enough for every key of this generation"
                  : "too few, they open nothing"}
                .
              </p>
            )}
            <p>
              It opens {contracts.length} {contracts.length === 1 ? "contract" : "contracts"}: what was encrypted to
              them in epochs whose keys it was given.
            </p>
            <ul>
              {contracts.map((id) => (
                <li key={id}>
                  <a href={hrefOf("contract", id)}>
                    <code>{id}</code>
                  </a>
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Shown>
  );
}
