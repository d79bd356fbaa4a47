import { readState } from "@pha/frame";
import { attestation, contracts, type Dkg, timestamp } from "@pha/runtime/spec";
import type { GatekeeperWord } from "@pha/sdk";
import type { Context } from "../context.ts";
import { readGatekeepers, readOlderKeys } from "../gatekeepers.ts";
import { short, table } from "../output.ts";

/** `pha keys` */
export async function keys(context: Context): Promise<void> {
  const network = await context.connect();
  const [facts, words] = await Promise.all([
    network.read((state) => {
      const { members, ...others } = readGatekeepers(state);
      const { workers } = readState(attestation, state);
      return {
        ...others,
        members: members.map((member) => ({ ...member, session: workers.get(member.identity)?.sessionNumber })),
        older: readOlderKeys(state),
        clock: readState(timestamp, state).clock.get(),
        ...readState(contracts, state).figures.get(),
      };
    }),
    network.gatekeepers(),
  ]);
  const { size, threshold, dkg, members, groupKey, older, clock, keyEpoch, keepsHistory } = facts;
  const phase = dkg.phase.type;
  const deadlineMs = dkg.deadline === 0 ? undefined : clock.beganMs + BigInt(dkg.deadline) * BigInt(clock.tickMs);
  const isRenewed = groupKey !== undefined && groupKey.generation !== dkg.generation;
  const isShared =
    groupKey && phase !== "Done" && !isRenewed ? `; it is being shared anew (${phase}, round ${dkg.round})` : "";
  context.output.result(
    {
      ...{ size, threshold, phase },
      generation: groupKey?.generation ?? dkg.generation,
      making: isRenewed ? dkg.generation : undefined,
      older: older.map(({ groupKey: { round, threshold }, ...key }) => ({
        ...{ generation: key.generation, round, threshold, needing: key.needing, isKept: key.isKept },
      })),
      round: dkg.round,
      deadlineMs,
      publicKey: groupKey?.publicKey,
      contracts: { keyEpoch, keepsHistory },
      dealers: groupKey?.qualified,
      members: members.map((member) => ({ ...member, publicShare: shareOf(member.index) })),
      urls: Object.fromEntries(words.map(({ url, error, ...word }) => [url, error ? { code: error.code } : word])),
    },
    [
      ...table([
        ["gatekeepers", `${countText(members.length, size)}; any ${threshold} of them make a key together`],
        ["generation", generationText(dkg, groupKey?.generation)],
        ...older.map(({ generation, needing, isKept }): [string, string] => [
          `generation ${generation}`,
          isKept
            ? `shares are kept: ${needing} contracts need it${keepsHistory ? ", and the network keeps history" : ""}`
            : "over: gatekeepers erase their shares",
        ]),
        [
          "master key",
          groupKey
            ? `of the parts of dealers ${groupKey.qualified.join(", ")}, shared in round ${groupKey.round}${isShared}`
            : `in the making: ${phase}, round ${dkg.round}`,
        ],
        [phase === "Done" ? "shared anew" : "phase ends", deadlineText(phase, deadlineMs)],
        ...(groupKey ? [["public key", groupKey.publicKey]] : []),
        [
          "key epoch",
          `${keyEpoch} blocks; members get keys of ${keepsHistory ? "all that there were" : "past ones while something is not agreed on"}`,
        ],
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
      "",
      ...table([["url", "says", "holds", "height", "lease"], ...words.map(wordRow)]),
    ],
  );

  function shareOf(index: number) {
    return groupKey?.publicShares.find((share) => share.index === index)?.share;
  }
}

/** Which is in use, and which is in the making. */
const generationText = ({ generation, phase, round }: Dkg, inUse = generation): string =>
  inUse === generation ? String(inUse) : `${inUse}; ${generation} is in the making (${phase.type}, round ${round})`;

/** How many gatekeepers there are, and of how many while they are too few to make a key. */
const countText = (members: number, size: number): string =>
  members < size ? `${members} of ${size}` : String(members);

/** When a phase is over for those who are silent, or the key is shared anew; by block time. */
function deadlineText(phase: Dkg["phase"]["type"], deadlineMs: bigint | undefined): string {
  if (phase === "Waiting") return "when there are enough members";
  return deadlineMs === undefined ? "when asked for" : new Date(Number(deadlineMs)).toISOString();
}

/** What a gatekeeper says of itself. */
function wordRow({ url, ...word }: GatekeeperWord): string[] {
  if (word.error) return [url, word.error.code];
  const { standing, holds, height, lease } = word;
  const held = holds.length === 0 ? "no share" : `shares of ${holds.join(", ")}`;
  return [url, standing, held, String(height), `${lease.seconds} s, ${lease.answered} validators answered`];
}
