import { utf8 } from "@pha/codec";
import type { Contract } from "@pha/sdk";
import { beforeAll, describe, expect, it } from "vitest";
import { alice } from "../parties.ts";
import { biddingNetwork, biddingPrices } from "./network.ts";

const token = "marker-token-93e1f0";

const code = `export default {
  commands: { ask: (ctx) => ctx.http.fetch("https://localhost") },
  queries: {
    async price(ctx, { path, token }) {
      const headers = { authorization: "Bearer " + token };
      const response = await ctx.http.fetch("https://AT" + path, { headers });
      return Number(await response.text());
    },
  },
};`;

describe("an oracle", () => {
  let oracle: Contract;
  beforeAll(async () => {
    oracle = await biddingNetwork().client.deploy(alice, { code: utf8(code.replace("AT", biddingPrices().at)) });
  });

  it("tells what a server told its enclave over TLS", async () => {
    expect(await oracle.query("price", { path: "/pha", token })).toMatchObject({ value: 0.12 });
    expect(biddingPrices().asked).toContainEqual(expect.stringContaining(`Bearer ${token}`));
  });

  it("is led to no address of its worker's own network", async () => {
    await expect(oracle.query("price", { path: "/elsewhere", token })).rejects.toMatchObject({
      code: "contract.http.AddressRefused",
    });
  });

  it("asks in queries alone", async () => {
    await expect(oracle.command(alice, "ask")).rejects.toMatchObject({ code: "contract-engine.FetchOfQueries" });
  });
});
