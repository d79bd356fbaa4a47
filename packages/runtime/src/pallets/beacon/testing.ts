import type { Hex } from "@pha/codec";
import { BEACON_DST, beaconMessage, groupOf, makeDeal, purePrimitives, randomScalar, signBls } from "@pha/crypto";
import { callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { gatekeepersPallet } from "../gatekeepers/pallet.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { beaconPallet } from "./pallet.ts";
import { beacon } from "./spec.ts";

const { sign } = callsOf(beacon);
export const interval = 10;

/** A ledger with three gatekeepers, two of whom are needed, and their shares. */
export function setup(rounds = { interval }) {
  const ledger = testPallet([beaconPallet, gatekeepersPallet], { genesis: { beacon: rounds } });
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Gatekeeper"));
  for (const member of members) member.register(ledger, "Bob");
  const ids = members.map((_, i) => i + 1);
  const { genesisHash } = ledger;
  const share = (round: number) => {
    const { commitments, shares } = makeDeal(2, ids, () => randomScalar(purePrimitives));
    const { publicKey, shares: publicShares } = groupOf(commitments, ids);
    ledger.of(gatekeepers).sharing.put({ generation: 1, round });
    ledger.of(gatekeepers).groupKeys.put(1, round, {
      ...{ generation: 1, round, threshold: 2, publicKey, qualified: ids, dealers: [], from: undefined },
      publicShares: members.map(({ identity }, i) => ({ identity, index: i + 1, share: publicShares[i] as Hex })),
    });
    return { publicKey, sharing: round, secrets: shares.map(({ share }) => share) };
  };
  const made = share(0);
  const partOf = (secret: Uint8Array, round: bigint, dst: string) =>
    signBls(secret, dst, beaconMessage({ genesisHash, generation: 1, round }));
  return {
    ...{ ledger, members, genesisHash, share, ...made },
    /** A member's part of a round, with a share of this sharing. */
    part: (member: number, round: bigint, shares = made, dst = BEACON_DST) =>
      sign({
        ...{ round, generation: 1, sharing: shares.sharing },
        part: partOf(shares.secrets[member] as Uint8Array, round, dst),
      }),
    partOf: (member: number, round: bigint) => partOf(made.secrets[member] as Uint8Array, round, BEACON_DST),
  };
}

export type Setup = ReturnType<typeof setup>;
export const run = ({ ledger, members }: Setup, member: number, call: ReturnType<typeof sign>) =>
  ledger.run(members[member] as TestEnclave, call);
export const refusal = ({ ledger, members }: Setup, member: number, call: ReturnType<typeof sign>) =>
  ledger.refusal(members[member] as TestEnclave, call);
