import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Hex, utf8 } from "@pha/codec";
import { bundleContract } from "@pha/contract-kit/build";
import { keypairFromUri, nodePrimitives, recoverEthAddress } from "@pha/crypto/node";
import { type Answer, type Contract, ContractError, connect, type Network } from "@pha/sdk";
import { root } from "./paths.ts";
import type { NetworkUrls } from "./start-network.ts";

/** One confidential call, as caller and host saw it. */
export interface Showing extends Pick<Answer, "value" | "verified"> {
  readonly contract: Hex;
  /** The account that asked. */
  readonly caller: string;
  readonly auction: number;
  /** Who may bid next, and an amount that is above what that account bid before. */
  readonly bidder: string;
  readonly nextBid: bigint;
  /** Bytes that left the caller's machine: all that gatekeeper, NATS and the miner's host saw of the question. */
  readonly sealed: Hex;
}

interface Deployed {
  readonly contract: Hex;
  readonly codeHash: Hex;
  /** Block of the bid: an answer must have seen it. */
  readonly bidAt: number;
}

/** The contract that is deployed, from the workspace's folder. */
export const folder = "contracts/sealed-bid-auction";
const seller = "//Alice";
const caller = "//Bob";
const bidder = "//Charlie";
const firstBid = 5_000n;
const auction = 1;
/** Weeks, at a block a second: people shall be able to bid. */
const openForBlocks = 2_000_000;

/**
 * Deploys an auction and bids in it, unless an earlier start did, and asks for the bid, encrypted and verified.
 *
 * @param file - remembers the contract.
 * @throws whatever keeps the SDK from a verified answer.
 */
export async function showConfidentialCall(
  { chains: chain, gatekeepers }: NetworkUrls,
  file: string,
  progress: (step: string) => void,
): Promise<Showing> {
  let sealed: Hex = "0x";
  const network = await connect({
    chain,
    gatekeepers,
    primitives: nodePrimitives,
    recover: recoverEthAddress,
    fetch(url, init) {
      if (url.endsWith("/query")) sealed = JSON.parse(String(init?.body)).ciphertext;
      return fetch(url, init);
    },
  });
  const { contract, codeHash, bidAt } = (await remembered(file)) ?? (await deploy(network, file, progress));
  progress("asking, encrypted");
  const options = { caller: keypairFromUri(caller, "sr25519"), atLeast: bidAt };
  const house = network.contract(contract, { codeHash });
  const { value, verified } = await house.query("myBid", { auction }, options);
  const shown = { contract, caller, auction, bidder, sealed, value, verified }; // before the next question leaves
  return { ...shown, nextBid: await findNextBid(house) };
}

/** More than the bidder has bid so far. */
async function findNextBid(contract: Contract): Promise<bigint> {
  try {
    const { value } = await contract.query<{ amount: string }>(
      "myBid",
      { auction },
      { caller: keypairFromUri(bidder, "sr25519") },
    );
    return BigInt(value.amount) + 1_000n;
  } catch (error) {
    if (error instanceof ContractError && error.code === "contract.NoBid") return firstBid;
    throw error;
  }
}

async function remembered(file: string): Promise<Deployed | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Deployed;
  } catch {
    return undefined; // not deployed yet, or killed on the way there
  }
}

async function deploy(network: Network, file: string, progress: (step: string) => void): Promise<Deployed> {
  const alice = keypairFromUri(seller, "sr25519");
  const { code, codeHash } = await bundleContract(join(root, folder));
  progress(`deploying ${folder}`);
  const contract = await network.deploy(alice, { code: utf8(code) });
  progress("opening an auction and bidding in it");
  const closesAtBlock = (await network.head()).header.number + openForBlocks;
  await contract.command(alice, "create", { item: "A painting", closesAtBlock });
  const bid = await contract.command(keypairFromUri(caller, "sr25519"), "bid", { auction, amount: "4200" });
  const deployed = { contract: contract.id, codeHash, bidAt: bid.block.number };
  await writeFile(file, JSON.stringify(deployed));
  return deployed;
}
