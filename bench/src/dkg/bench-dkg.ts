import { type Hex, toHex } from "@pha/codec";
import {
  addCommitments,
  expectCommitments,
  groupOf,
  interpolateCommitments,
  makeDeal,
  openShare,
  type Primitives,
  randomScalar,
  sealShare,
  shareKey,
} from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node/primitives";

const genesis: Hex = `0x${"01".repeat(32)}`;
const seed = new Uint8Array(32).fill(7);

/** Milliseconds of what is done, at best of three. */
function timed(work: () => void): number {
  const times = [0, 1, 2].map(() => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** What one dealer makes for `n` receivers. */
function dealFor(primitives: Primitives, n: number, threshold: number, roundKey: Hex, dealer: number) {
  const ids = Array.from({ length: n }, (_, i) => i + 1);
  const { commitments, shares } = makeDeal(threshold, ids, () => randomScalar(primitives));
  const sealed = shares.map(({ id: receiver, share }) => {
    const place = { genesis, generation: 0, round: 0, dealer, receiver };
    return sealShare(primitives, place, commitments, roundKey, shareKey(primitives, seed, place), share);
  });
  return { id: dealer, commitments, sealed };
}

function row(n: number): string {
  const threshold = Math.floor(n / 2) + 1;
  const { publicKey, privateKey } = nodePrimitives.x25519.generate();
  const roundKey = toHex(publicKey);
  const deals = Array.from({ length: n }, (_, i) => dealFor(nodePrimitives, n, threshold, roundKey, i + 1));
  const ids = deals.map(({ id }) => id);
  const [first] = deals as [(typeof deals)[number]];

  const deal = timed(() => void dealFor(nodePrimitives, n, threshold, roundKey, 1));
  const check = timed(() => {
    for (const { id, commitments, sealed } of deals) {
      const place = { genesis, generation: 0, round: 0, dealer: id, receiver: 1 };
      openShare(nodePrimitives, place, commitments, privateKey, sealed[0] as (typeof sealed)[number]);
    }
  });
  const accept = n * timed(() => expectCommitments(first.commitments));
  const all = deals.map(({ commitments }): readonly Hex[] => commitments);
  const make = timed(() => void groupOf(addCommitments(all), ids));
  const anew = timed(() => void groupOf(interpolateCommitments(deals.slice(0, threshold)), ids));
  return `| ${[n, threshold, ...[deal, check, accept, make, anew].map((ms) => `${ms.toFixed(0)} ms`)].join(" | ")} |`;
}

/** Measures what gatekeepers and ledger compute to make the master key and to share it anew. */
export function benchDkg(): void {
  console.log(
    "| gatekeepers | threshold | each deals | each checks | the ledger takes all deals | makes the key | or shares it anew |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const n of [3, 5, 9, 16]) console.log(row(n));
}
