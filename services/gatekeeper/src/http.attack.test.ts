import type { Driver } from "@pha/enclave-service";
import { requestsOfAnybody } from "@pha/service-kit/http";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { FakeBus } from "@pha/service-kit/testing";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { countQueries } from "./broker/count-queries.ts";
import { openHttp } from "./http.ts";
import type { TickReply } from "./protocol.ts";

const proxy = "10.0.0.9";

attack("ask a gatekeeper more than anybody may, also under others' addresses", async ({ refused, held }) => {
  const driver = { last: undefined, height: 0, check() {} } as unknown as Driver<TickReply>;
  const spec = { ss58Prefix: 30, name: "phala", title: "Phala", development: false };
  const network = { spec, genesisHash: `0x${"00".repeat(32)}` } as const;
  await using count = countQueries();
  const deps = { bus: new FakeBus(), driver, ...network, count, log, metrics: createMetrics("gatekeeper") };
  await using http = await openHttp(deps, [proxy]);
  const ask = (url: string, remoteAddress: string, client?: string) =>
    http.app.inject({ url, remoteAddress, ...(client && { headers: { "x-forwarded-for": client } }) });
  const flood = "203.0.113.1";
  http.rate?.charge(flood, requestsOfAnybody);
  for (const url of ["/v1/clusters", "/v1/keys", "/docs", "/", "/v1/contracts"])
    await refused("service-kit.TooManyRequests", async () => {
      const answer = await ask(url, flood);
      expect([answer.statusCode, Number(answer.headers["retry-after"]) > 0]).toEqual([429, true]);
      return answer.json();
    });
  await refused("service-kit.TooManyRequests", async () => (await ask("/v1/keys", flood, "203.0.113.7")).json());
  await refused("service-kit.TooManyRequests", async () => (await ask("/v1/keys", proxy, flood)).json());
  http.rate?.charge("2001:db8:0:7", requestsOfAnybody);
  await refused("service-kit.TooManyRequests", async () => (await ask("/v1/keys", "2001:db8:0:7:1:2:3:4")).json());
  await refused("service-kit.TooManyRequests", async () => (await ask("/v1/keys", "2001:db8:0:7::5")).json());
  await held("others, health and metrics are answered", async () => {
    expect((await ask("/docs", proxy, "203.0.113.2")).statusCode).toBe(200);
    expect((await ask("/", "203.0.113.2")).json()).toMatchObject({ service: "gatekeeper", network: { name: "phala" } });
    expect((await ask("/docs", "203.0.113.3", flood)).statusCode).toBe(200);
    expect((await ask("/docs", "2001:db8:0:8::5")).statusCode).toBe(200);
    for (const url of ["/healthz", "/readyz", "/metrics"]) expect((await ask(url, flood)).statusCode).toBe(200);
  });
});
