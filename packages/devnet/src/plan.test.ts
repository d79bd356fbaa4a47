import { expect, it } from "vitest";
import { networkFiles } from "./network-files.ts";
import { placesIn } from "./paths.ts";
import { planServices } from "./plan.ts";

const ports = Object.fromEntries(
  ["chain", "relay-0", "relay-1", "gatekeeper-0", "gatekeeper-1", "miner-0", "miner-1"].map((name, i) => [
    name,
    100 + i,
  ]),
);
const plan = planServices({
  size: { chains: 1, validators: 2, gatekeepers: 2, miners: 2 },
  ports,
  files: networkFiles("/data/network"),
  natsUrl: "nats://127.0.0.1:1",
  logLevel: "info",
  places: placesIn("/data"),
});
const all = [...plan.chains, ...plan.validators, ...plan.gatekeepers, ...plan.miners];

it("gives every process its name, address, and settings of its own service alone", () => {
  expect(all.map(({ name, url }) => [name, url])).toEqual(
    Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]),
  );
  for (const { name, env } of all)
    expect(Object.keys(env).every((key) => key.startsWith(`${name.split("-")[0]?.toUpperCase()}_`))).toBe(true);
});

it("lets the chain certify its blocks itself where nobody else does", () => {
  const { chains } = planServices({
    size: { chains: 1, validators: 0, gatekeepers: 0, miners: 0 },
    ports,
    files: networkFiles("/data/network"),
    natsUrl: "nats://127.0.0.1:1",
    logLevel: "info",
    places: placesIn("/data"),
  });
  expect(chains[0]?.env["CHAIN_INSTANT_FINALITY"]).toBe("true");
  expect(plan.chains[0]?.env["CHAIN_INSTANT_FINALITY"]).toBe("false");
});

it("names files for every secret, and holds none", () => {
  const secrets = all
    .flatMap(({ env }) => Object.entries(env))
    .filter(([key]) => /SEED|KEY|URL_FILE|OPERATOR/.test(key));
  expect(secrets.every(([key, value]) => key.endsWith("_FILE") && value.startsWith("/data/secrets/"))).toBe(true);
});

it("keeps validators and gatekeepers apart, and lets miners share a folder of slots", () => {
  const folders = (plans: typeof all) =>
    new Set(plans.map(({ env }) => Object.entries(env).find(([key]) => key.endsWith("DATA_DIR"))?.[1]));
  expect(folders([...plan.validators]).size).toBe(2);
  expect(folders([...plan.gatekeepers]).size).toBe(2);
  expect(folders([...plan.miners]).size).toBe(1);
});

it("gives several chains one database, the same keys, and an address each", () => {
  const { chains } = planServices({
    size: { chains: 2, validators: 1, gatekeepers: 0, miners: 0 },
    ports: { "chain-0": 2, "chain-1": 3, "relay-0": 4 },
    files: networkFiles("/data/network"),
    natsUrl: "nats://127.0.0.1:1",
    logLevel: "info",
    places: placesIn("/data"),
  });
  expect(chains.map(({ name, url }) => [name, url])).toEqual([
    ["chain-0", "http://127.0.0.1:2"],
    ["chain-1", "http://127.0.0.1:3"],
  ]);
  const [first, second] = chains.map(({ env }) => ({ ...env, CHAIN_PORT: "" }));
  expect(first).toEqual(second);
});
