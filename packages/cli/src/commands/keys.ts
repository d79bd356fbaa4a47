import { readState } from "@pha/frame";
import { attestation, gatekeepers, groupKeyOf, thresholdOf } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { short, table } from "../output.ts";

/** `pha keys` */
export async function keys(context: Context): Promise<void> {
  const network = await context.connect();
  const facts = await network.read((state) => {
    const reads = readState(gatekeepers, state);
    const { workers } = readState(attestation, state);
    const members = reads.members
      .get()
      .map((member) => ({ ...member, session: workers.get(member.identity)?.sessionNumber }));
    return { config: reads.config.get(), dkg: reads.dkg.get(), members, groupKey: groupKeyOf(reads) };
  });
  const { config, dkg, members, groupKey } = facts;
  const phase = dkg.phase.type;
  const threshold = groupKey?.threshold ?? thresholdOf(config, Math.max(members.length, config.size));
  const isShared = groupKey && phase !== "Done" ? `; it is being shared anew (${phase}, round ${dkg.round})` : "";
  context.output.result(
    {
      size: config.size,
      threshold,
      phase,
      generation: dkg.generation,
      round: dkg.round,
      publicKey: groupKey?.publicKey,
      dealers: groupKey?.qualified,
      members: members.map((member) => ({ ...member, publicShare: shareOf(member.index) })),
    },
    [
      ...table([
        [
          "gatekeepers",
          `${members.length} of ${Math.max(config.size, members.length)}; any ${threshold} of them make a key together`,
        ],
        ["generation", String(dkg.generation)],
        [
          "master key",
          groupKey
            ? `of the parts of dealers ${groupKey.qualified.join(", ")}, shared in round ${groupKey.round}${isShared}`
            : `in the making: ${phase}, round ${dkg.round}`,
        ],
        ...(groupKey ? [["public key", groupKey.publicKey]] : []),
      ]),
      "",
      ...table([
        ["gatekeeper", "identity", "sessions", "public share"],
        ...members.map(({ identity, index, session }) => [
          String(index),
          identity,
          String(session ?? "none"),
          short(shareOf(index) ?? "none"),
        ]),
      ]),
    ],
  );

  function shareOf(index: number) {
    return groupKey?.publicShares.find((share) => share.index === index)?.share;
  }
}
