import { endpoint } from "@pha/api";
import { struct, text } from "@pha/codec";
import { expect, it } from "vitest";
import { silentLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { clientNetwork } from "./client-network.ts";
import { implement } from "./route.ts";
import { httpServer } from "./server.ts";

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "::ffff:192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8::7", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
])("a client at %s counts as %s", (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

it("a handler hears which client asks, by a trusted proxy's word too", async () => {
  const api = { who: endpoint("GET /v1/who", { summary: "Who asks.", reply: struct({ client: text({ max: 64 }) }) }) };
  const routes = implement(api, { who: (_, { client }) => ({ client }) });
  await using http = await httpServer({
    ...{ service: "demo", log: silentLog, metrics: createMetrics("demo"), checks: {}, routes },
    trustedProxies: ["10.0.0.9"],
  });
  const ask = async (remoteAddress: string, headers = {}) =>
    (await http.app.inject({ url: "/v1/who", remoteAddress, headers })).json().client;
  const said = { "x-forwarded-for": "2001:db8:1:2:3:4:5:6" };
  expect(await ask("2001:db8::7")).toBe("2001:db8:0:0");
  expect(await ask("192.0.2.7", said)).toBe("192.0.2.7");
  expect(await ask("10.0.0.9", said)).toBe("2001:db8:1:2");
});
