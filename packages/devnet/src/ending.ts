import { lstat, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { confidenceText } from "@pha/attestation";
import { developmentAccounts } from "@pha/runtime/spec";
import { serviceOf, usualCounts } from "@pha/wire";
import { folder, type Showing } from "./showcase.ts";
import type { NetworkUrls } from "./start-network.ts";

/** Characters of a ciphertext that are shown. */
const PREFIX = 34;

/** A confidential call: the host's view, the caller's, and what was verified. */
export function describeShowing({ contract, caller, value, verified, sealed }: Showing): string {
  const { block, certifiedBy, worker, confidence, codeHash } = verified;
  const code = `code ${short(codeHash)} as deployed`;
  return [
    "",
    `A confidential call to ${folder}, ${contract}:`,
    `  the miner's host saw   ${sealed.slice(0, PREFIX)}… (${(sealed.length - 2) / 2} bytes, encrypted)`,
    `  ${`${caller} got`.padEnd(22)} ${JSON.stringify(value)}`,
    `  verified               block ${block.number} certified by ${certifiedBy}, worker ${short(worker)}, attested: ${confidenceText(confidence)}, ${code}`,
  ].join("\n");
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

/** Addresses that `./pha` looks at when it is told none. */
const usual = {
  chain: urlOf(serviceOf("chain").port),
  gatekeepers: Array.from({ length: usualCounts.gatekeeper }, (_, i) => urlOf(serviceOf("gatekeeper").port + i)),
};

/**
 * Commands and pages to try next; they name the addresses that are not the usual ones.
 *
 * @param place - where commands can be typed
 */
export function describeNextSteps(urls: NetworkUrls, showing: Showing | undefined, place: string): string {
  const names = developmentAccounts.filter(({ uri, scheme }) => scheme === "sr25519" && uri.lastIndexOf("//") === 0);
  const { chains, gatekeepers, governance, consoles } = urls;
  const where = [
    ...(chains.join() === usual.chain ? [] : [`PHA_CHAIN_URL=${chains.join()} `]),
    ...(gatekeepers.every((url) => usual.gatekeepers.includes(url))
      ? []
      : [`PHA_GATEKEEPER_URLS=${gatekeepers.join()} `]),
  ];
  const pha = `${where.join("")}./pha`;
  const contract = showing?.contract ?? "";
  const gatekeeper = gatekeepers.slice(0, 1).map((url) => `${url}/docs (a gatekeeper)`);
  const ballot = governance.slice(0, 1).map((url) => `${url}/docs (governance)`);
  return [
    "",
    `Accounts  ${names.map(({ uri }) => uri).join(" ")}, 10,000,000 PHA each at genesis; their keys are public`,
    `Try       ${place}:`,
    `  ${pha} transfer //Bob 5 --from //Alice`,
    ...(showing
      ? [
          `  ${pha} contract call ${contract} bid '{"auction":${showing.auction},"amount":"${showing.nextBid}"}' --from ${showing.bidder}`,
          `  ${pha} contract query ${contract} myBid '{"auction":${showing.auction}}' --from ${showing.bidder}`,
        ]
      : [`  ${pha} ${gatekeepers.length > 0 ? "status" : "dev --help"}`, `  ${pha} accounts`]),
    ...consoles
      .slice(0, 1)
      .map((url) => `See       ${url} (the console: the network as a page, with everything to be done)`),
    `Open      ${[`${chains.join(" ")} (the chain, its API at /docs)`, ...gatekeeper, ...ballot].join(", ")}`,
  ].join("\n");
}

/** Size of a data folder, and how to be rid of it. */
export async function describeWeight(dataDir: string, anew: string): Promise<string> {
  const megabytes = Math.round((await weigh(dataDir)) / 1e6);
  const name = relative(process.cwd(), dataDir) || dataDir;
  return `Kept in   ${name}: ${megabytes} MB, logs in ${join(name, "logs")}; ${anew} forgets the network`;
}

/** Bytes on disk of what lies in a folder. Links are not followed: packages of contracts that people keep there are links. */
async function weigh(dir: string): Promise<number> {
  const entries = await unlessGone(readdir(dir, { withFileTypes: true }));
  let sum = 0;
  for (const entry of entries ?? []) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) sum += await weigh(path);
    else if (entry.isFile()) sum += ((await unlessGone(lstat(path)))?.blocks ?? 0) * 512;
  }
  return sum;
}

/** Files come and go while they are counted. */
async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

const short = (hex: string): string => `${hex.slice(0, 10)}…`;
