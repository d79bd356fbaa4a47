import { utf8 } from "@pha/codec";
import { keypairFromSeed, sha256, verifySignature } from "@pha/crypto/node";
import type { Scheme } from "../network/transfers.ts";

const MEASURE_MS = 500;

/** Signatures that one core of this machine verifies in a second. */
export function verificationsPerSecond(scheme: Scheme): number {
  const message = utf8(
    "a message about as long as the payload that is signed for a transfer of some money to somebody",
  );
  const pair = keypairFromSeed(sha256(message), scheme);
  const signature = pair.sign(message);
  const run = (forMs: number): number => {
    const began = performance.now();
    let count = 0;
    for (; performance.now() - began < forMs; count++) verifySignature(scheme, pair.accountId, message, signature);
    return (1000 * count) / (performance.now() - began);
  };
  run(MEASURE_MS / 5); // warms up
  return run(MEASURE_MS);
}
