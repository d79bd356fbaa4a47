import type { Hex } from "@pha/codec";
import { makeDeal, randomScalar } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { type Deal, gatekeepers } from "@pha/runtime/spec";
import type { RoundTable, Seat } from "./round-table.ts";

type Post = Pick<Deal, "commitments" | "shares">;

/** What a gatekeeper does in place of its part; the code of its fault, if there is proof of it. */
export interface Malice {
  readonly fault?: "UnshownShare" | "FalseComplaint";
  readonly act: (table: RoundTable, seat: Seat) => void;
}

/** Replaces the deal of a seat by what is made of it and of what others posted, and refuses to answer for it. */
const dealing =
  (spoil: (deal: Post, others: readonly Post[]) => Post): Malice["act"] =>
  (table, seat) => {
    seat.meddle = (extrinsics) =>
      extrinsics.flatMap((bytes) => {
        const { type, value } = callOf(table, bytes);
        if (type === "dkg_answer") return [];
        if (type !== "dkg_deal") return [bytes];
        const { generation, round } = table.dkg;
        const { deals } = table.chain.of(gatekeepers);
        const others = table.seats.flatMap(({ identity }) => deals.get(generation, round, identity) ?? []);
        return [seat.forge("dkg_deal", { generation, round, ...spoil(value as unknown as Post, others) })];
      });
  };

/** Sends nothing of these calls. */
const silent =
  (...names: readonly string[]): Malice["act"] =>
  (table, seat) => {
    seat.meddle = (extrinsics) => extrinsics.filter((bytes) => !names.includes(callOf(table, bytes).type));
  };

/** The same x with the other y: the flag of the larger one is the third bit. */
const negated = (point: Hex): Hex =>
  `0x${(Number.parseInt(point.slice(2, 4), 16) ^ 0x20).toString(16).padStart(2, "0")}${point.slice(4)}`;

const changed = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));

/** Every way in which a gatekeeper can do something other than its part. */
export const malices: Readonly<Record<string, Malice>> = {
  "seals noise to all": {
    fault: "UnshownShare",
    act: dealing((deal) => ({
      ...deal,
      shares: deal.shares.map((share) => ({ ...share, ciphertext: changed(share.ciphertext) })),
    })),
  },
  "seals noise to one": {
    fault: "UnshownShare",
    act: dealing(({ shares: [first, ...others], ...deal }) => ({
      ...deal,
      shares: first ? [{ ...first, ciphertext: changed(first.ciphertext) }, ...others] : [],
    })),
  },
  "gives members each other's shares": {
    fault: "UnshownShare",
    act: dealing((deal) => ({
      ...deal,
      shares: deal.shares.map(({ index }, i, all) => ({ ...(all[(i + 1) % all.length] as (typeof all)[0]), index })),
    })),
  },
  "commits to another polynomial than it deals": {
    fault: "UnshownShare",
    act: dealing((deal) => {
      const { length } = deal.commitments;
      const ids = Array.from({ length }, (_, i) => i + 1);
      const other = makeDeal(length, ids, () => randomScalar(primitives)).commitments;
      return { ...deal, commitments: deal.commitments.map((own, i) => (i === 0 ? own : (other[i] as Hex))) };
    }),
  },
  "deals what another dealt": { fault: "UnshownShare", act: dealing((deal, [other = deal]) => other) },
  "cancels what another dealt": {
    fault: "UnshownShare",
    act: dealing((deal, [other = deal]) => ({ ...deal, commitments: other.commitments.map(negated) })),
  },
  "posts a key to which nothing can be sealed": {
    act: (table, seat) => {
      seat.meddle = (extrinsics) =>
        extrinsics.map((bytes) => {
          if (callOf(table, bytes).type !== "dkg_key") return bytes;
          const { generation, round } = table.dkg;
          return seat.forge("dkg_key", { generation, round, key: `0x${"00".repeat(32)}` });
        });
    },
  },
  "posts no key": { act: silent("dkg_key") },
  "deals nothing": { act: silent("dkg_deal") },
  "says nothing of what it was dealt": { act: silent("dkg_check") },
  "says nothing at all": { act: silent("dkg_key", "dkg_deal", "dkg_check", "dkg_answer") },
  "complains of all": {
    fault: "FalseComplaint",
    act: (table, seat) => {
      seat.meddle = (extrinsics) =>
        extrinsics.map((bytes) => {
          if (callOf(table, bytes).type !== "dkg_check") return bytes;
          const { generation, round, dealers } = table.dkg;
          return seat.forge("dkg_check", { generation, round, bad: dealers });
        });
    },
  },
  "complains of itself, and answers nothing": {
    fault: "UnshownShare",
    act: (table, seat) => {
      seat.meddle = (extrinsics) =>
        extrinsics.flatMap((bytes) => {
          const { type } = callOf(table, bytes);
          if (type === "dkg_answer") return [];
          if (type !== "dkg_check") return [bytes];
          const { generation, round, dealers } = table.dkg;
          const me = table.chain
            .of(gatekeepers)
            .members.get()
            .find(({ identity }) => identity === seat.identity);
          const bad = dealers.filter((dealer) => dealer === me?.index);
          return [seat.forge("dkg_check", { generation, round, bad })];
        });
    },
  },
};

/** The call in an extrinsic: its name and arguments. */
export const callOf = (table: RoundTable, bytes: Uint8Array) =>
  table.chain.runtime.decodeExtrinsic(bytes).call.value as { readonly type: string; readonly value: object };
