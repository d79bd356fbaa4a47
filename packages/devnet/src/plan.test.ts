import { forServices, processName, serviceNames, serviceOf } from "@pha/wire";
import { expect, it } from "vitest";
import { networkFiles } from "./network-files.ts";
import { placesIn } from "./paths.ts";
import { planServices } from "./plan.ts";

const names = serviceNames.flatMap((service) => [processName(service, 0), processName(service, 1)]);
const ports = Object.fromEntries(names.map((name, i) => [name, 100 + i]));
const setup = {
  ports,
  files: networkFiles("/data/network"),
  natsUrl: "nats://127.0.0.1:1",
  logLevel: "info" as const,
  chosen: { miner: { HTTP_ALLOW: "localhost:8443" } },
  places: placesIn("/data"),
};
const plan = planServices({ ...setup, counts: forServices(() => 2) });
const all = serviceNames.flatMap((service) => plan[service]);

it("gives every process its name, address, and settings of its own service alone", () => {
  expect(all.map(({ name, url }) => [name, url])).toEqual(
    Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]),
  );
  for (const { name, env } of all)
    expect(Object.keys(env).every((key) => key.startsWith(`${name.split("-")[0]?.toUpperCase()}_`))).toBe(true);
});

it("gives what was chosen for a service to each of its processes alone", () => {
  const given = all.filter(({ env }) => "MINER_HTTP_ALLOW" in env).map(({ name }) => name);
  expect(given).toEqual(plan.miner.map(({ name }) => name));
});

it("lets the chain certify its blocks itself where nobody else does", () => {
  const alone = planServices({ ...setup, counts: { ...forServices(() => 0), chain: 1 } });
  expect(alone.chain[0]?.env["CHAIN_INSTANT_FINALITY"]).toBe("true");
  expect(plan.chain[0]?.env["CHAIN_INSTANT_FINALITY"]).toBe("false");
});

it("names files for every secret, and holds none", () => {
  const secrets = all
    .flatMap(({ env }) => Object.entries(env))
    .filter(([key]) => /SEED|KEY|URL_FILE|OPERATOR/.test(key));
  expect(secrets.every(([key, value]) => key.endsWith("_FILE") && value.startsWith("/data/secrets/"))).toBe(true);
});

it("keeps members' folders and secrets apart, and lets replicas share theirs", () => {
  for (const service of serviceNames) {
    const { processes, hasFolder, bus } = serviceOf(service);
    const distinct = (suffix: string) =>
      new Set(
        plan[service].flatMap(({ env }) =>
          Object.entries(env)
            .filter(([key]) => key.endsWith(suffix))
            .map(String),
        ),
      ).size;
    const expected = processes === "members" ? 2 : 1;
    expect([service, distinct("SEED_FILE"), distinct("DATA_DIR")]).toEqual([
      service,
      bus ? expected : 0,
      hasFolder ? expected : 0,
    ]);
  }
});

it("gives several chains one database, the same keys, and an address each", () => {
  const [first, second] = plan.chain.map(({ env }) => ({ ...env, CHAIN_PORT: "" }));
  expect(first).toEqual(second);
});
