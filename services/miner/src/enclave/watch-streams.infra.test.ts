import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { openStreams } from "@pha/enclave-service";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { expect, it } from "vitest";
import { makeTelemetry } from "../telemetry.ts";
import { watchStreams } from "./watch-streams.ts";

it("counts what became of each connection that was wanted", async () => {
  const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port: nobodys } = closed.address() as AddressInfo;
  closed.close();

  const places = new Set([`here.example:${port}`, `here.example:${nobodys}`]);
  const resolve = async (host: string) => {
    if (host === "nowhere.example") throw Object.assign(new Error("none"), { code: "ENOTFOUND" });
    return [{ address: "127.0.0.1", family: 4 }];
  };
  await using opened = openStreams({ allow: places, resolve });
  const registry = createMetrics("miner");
  const streams = watchStreams(opened, makeTelemetry(silentLog, registry));
  const wanted = [
    ["here.example", port],
    ["here.example", nobodys],
    ["inside.example", port],
    ["nowhere.example", 443],
  ] as const;
  const codes = await Promise.all(
    wanted.map(([host, at]) => streams.connect({ host, port: at }).then(String, ({ code }) => code)),
  );
  expect(codes).toEqual([
    expect.stringMatching(/^\d+$/),
    ...["http.ConnectionRefused", "http.AddressRefused", "http.UnknownHost"],
  ]);
  const text = await registry.metrics();
  for (const result of ["made", "not-made", "refused-address", "unknown-host"])
    expect(text).toMatch(new RegExp(`miner_connections_total\\{result="${result}"[^}]*\\} 1`));
  server.close();
});
