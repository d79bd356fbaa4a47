import { readState } from "@pha/sdk";
import { attestation } from "@pha/sdk/pallets";
import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { Facts } from "../../ui/facts.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";

/** Which programs and platforms count, and how long what is newly allowed waits. */
export function Policy() {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({
      ...(await network.read((state) => {
        const reads = readState(attestation, state);
        const { policyDelay, pending } = reads;
        return {
          policy: reads.policy.get(),
          platforms: reads.platforms.get(),
          delay: policyDelay.get(),
          pending: pending.get(),
        };
      })),
      certified: await certifiedHead(network),
    }),
    [finalized],
  );
  return (
    <>
      <ProofMark of={partOf(read, ({ certified }) => certified)} what="the policy" />
      <Shown of={read}>
        {({ policy, platforms, delay, pending }) => (
          <Facts
            rows={[
              ...policy.measurements.map(
                ({ role, name, version, measurement }) =>
                  [`${role.type} program`, `${name} ${version}, ${measurement}`] as const,
              ),
              ["Attested", `at most ${Number(policy.maxAgeMs) / 3_600_000} hours ago`],
              ["Confidence", `${platforms.worstConfidence} or better`],
              ["Denied platforms", platforms.denied.map(({ type, value }) => `${type} ${value}`).join(", ") || "none"],
              ["What is allowed", `waits ${delay} ticks; what is denied is denied at once`],
              ["Waiting", pending.policy || pending.platforms ? "another policy" : "nothing"],
            ]}
          />
        )}
      </Shown>
    </>
  );
}
