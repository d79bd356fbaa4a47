import { afterAll, beforeAll } from "vitest";
import { type PriceServer, startPriceServer } from "../price-server.ts";
import { startWholeNetwork, type WholeNetwork } from "../whole-network.ts";

const opened = new AsyncDisposableStack();
let prices: PriceServer;
let network: WholeNetwork;

beforeAll(async () => {
  prices = opened.use(await startPriceServer());
  const { at: httpAllow, ca: httpCa } = prices;
  network = opened.use(await startWholeNetwork({ miners: 2, httpAllow: [httpAllow], httpCa }));
});
afterAll(() => opened.disposeAsync());

/** The network with two miners that all suites of this folder run against, one after another; each leaves it well. */
export const biddingNetwork = (): WholeNetwork => network;

/** A server outside the network, which its contracts may fetch from. */
export const biddingPrices = (): PriceServer => prices;
