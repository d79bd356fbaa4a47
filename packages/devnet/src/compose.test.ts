import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ownNames, type ServiceName, serviceNames, serviceOf, usualCounts } from "@pha/wire";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { environmentOf, prefixed } from "./environment.ts";
import { root } from "./paths.ts";

/** What is looked at of a service in `docker-compose.yml`. */
interface Entry {
  readonly image?: string;
  readonly build?: string;
  readonly pull_policy?: string;
  readonly attach?: boolean;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly deploy?: { readonly replicas?: number };
  readonly networks: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Entry>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose: Compose = parse(readFileSync(join(root, "docker-compose.yml"), "utf8"), { merge: true });
const infrastructure = ["secrets", "genesis", "postgres", "nats", "haproxy", "welcome"];

/** Services whose replicas are reached by one address. */
const fronted = serviceNames.filter((name) => serviceOf(name).processes === "replicas" && serviceOf(name).hasKnownPort);

/** Those that count what each client asks. The console's page is the same for all, and nobody is kept from it. */
const counting: readonly ServiceName[] = fronted.filter((name) => name !== "console");

/** Names under which a service's processes are in the file: replicas are one entry, that compose scales. */
const entriesOf = (service: ServiceName): string[] => ownNames(service, usualCounts[service]);
const everyone = serviceNames.flatMap((service) => entriesOf(service).map((name) => ({ service, name })));
const entry = (name: string): Entry => compose.services[name] ?? expect.fail(`there is no ${name}`);
/** Whether it is given any: a user of NATS is. */
const hasSecrets = (service: ServiceName): boolean => serviceOf(service).bus !== undefined;
/** In the file's words: a port of this machine that a variable may change. */
const published = (variable: string, port: number) => `127.0.0.1:\${${variable}:-${port}}:${port}`;

it("has the services of the table, what they need, and nothing else", () => {
  expect(Object.keys(compose.services).sort()).toEqual([...infrastructure, ...everyone.map(({ name }) => name)].sort());
});

describe.each(everyone)("$name", ({ service, name }) => {
  const row = serviceOf(service);
  const { environment = {}, depends_on = {}, ...given } = compose.services[name] ?? { networks: [] };

  it("runs its service, with the settings that follow from its row", () => {
    expect(given.command).toEqual([`services/${service}/src/main.ts`]);
    const whereabouts = {
      natsUrl: "nats://nats:4222",
      secrets: `/secrets/${service}`,
      spec: "/network/spec.json",
      code: "/network/runtime.mjs",
      program: `/network/${service}.mjs`,
      folder: "/data",
    };
    const settings = { ...prefixed(service, { HOST: "0.0.0.0" }), ...environmentOf(service, whereabouts, usualCounts) };
    expect(environment).toMatchObject(settings);
    const more = Object.keys(environment).filter((key) => !(key in settings));
    const page: string[] = ["PAGE", "CHAIN_URL", "GATEKEEPER_URLS", "GOVERNANCE_URL"].map((key) => `CONSOLE_${key}`);
    const proxies = counting.includes(service) ? [`${service.toUpperCase()}_TRUSTED_PROXIES`] : [];
    expect(more).toEqual(service === "console" ? page : proxies);
  });

  it("sees its own secrets, genesis if it reads it, its own folder, and nobody else's", () => {
    const network = row.readsGenesis ? ["network:/network:ro"] : [];
    const folder = row.hasFolder ? [`${name}-data:/data`] : [];
    const secrets = hasSecrets(service) ? [`${name}-secrets:/secrets/${service}:ro`] : [];
    expect(given.volumes).toEqual([...secrets, ...network, ...folder]);
  });

  it("waits for what it needs, and is asked on its port whether it serves", () => {
    const needs = [...(row.bus ? ["nats"] : []), ...(row.hasDatabase ? ["postgres"] : []), ...row.needs];
    expect(depends_on).toEqual({
      ...(hasSecrets(service) ? { secrets: { condition: "service_completed_successfully" } } : {}),
      ...(row.readsGenesis ? { genesis: { condition: "service_completed_successfully" } } : {}),
      ...Object.fromEntries(needs.map((need) => [need, { condition: "service_healthy" }])),
    });
    expect(given.healthcheck?.test).toEqual(["CMD", "bash", "deploy/compose/ready.sh", String(row.port)]);
  });

  it("is reached from outside through HAProxy, where people know its port", () => {
    expect(given.ports).toBeUndefined();
    expect(given.networks).toEqual([...(row.bus ? ["inside"] : []), ...(fronted.includes(service) ? ["front"] : [])]);
  });

  it("has as many processes as npm start begins with", () => {
    const { processes, count } = row;
    expect(given.deploy?.replicas ?? 1).toBe(processes === "replicas" ? count : 1);
  });
});

describe("the file", () => {
  it("has one name for the replicas whose port people know", () => {
    const advice = "HAProxy fronts these: make a front of their own for others (haproxy.cfg, compose, this test)";
    expect(fronted, advice).toEqual(["chain", "gatekeeper", "governance", "console"]);
  });

  it("lets everything but Postgres run as an ordinary user on a read-only root without capabilities", () => {
    const restricted = { read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] };
    const users = { nats: "1000:1000", haproxy: "haproxy" };
    for (const name of Object.keys(compose.services).filter((each) => each !== "postgres"))
      expect([name, entry(name)]).toEqual([
        name,
        expect.objectContaining({ ...restricted, user: users[name as keyof typeof users] ?? "node" }),
      ]);
  });

  it("makes secrets for everyone who is given some, each in a volume that is declared", () => {
    const given = everyone.filter(({ service }) => hasSecrets(service)).map(({ name }) => name);
    const known = [...given, "nats", "postgres"];
    expect(entry("secrets").volumes).toEqual(known.map((name) => `${name}-secrets:/secrets/${name}`));
    const folders = everyone.filter(({ service }) => serviceOf(service).hasFolder).map(({ name }) => `${name}-data`);
    const secrets = known.map((name) => `${name}-secrets`);
    const volumes = ["network", ...secrets, "postgres-data", ...folders, "welcome-data"];
    expect(Object.keys(compose.volumes)).toEqual(volumes);
  });

  it("builds the image once, and never looks for it elsewhere", () => {
    const ours = Object.values(compose.services).filter(({ image }) => image === "phala-network");
    expect(ours.filter(({ build }) => build !== undefined)).toEqual([entry("secrets")]);
    expect(new Set(ours.map(({ pull_policy }) => pull_policy))).toEqual(new Set(["never"]));
  });

  it("begins the network once, with a genesis of its own", () => {
    expect(entry("genesis").volumes).toEqual(["network:/network"]);
    expect(entry("genesis").command?.[0]).toBe("packages/devnet/src/begin-network.ts");
  });

  it("ends with a call that is made from where users are, when everything serves", () => {
    const { environment = {}, networks, volumes, depends_on = {} } = entry("welcome");
    expect([networks, volumes]).toEqual([["outside"], ["welcome-data:/data"]]);
    expect(Object.keys(depends_on)).toEqual(["haproxy", "gatekeeper", "miner"]);
    const urls = (name: string) => (environment[`WELCOME_${name}`] ?? "").split(",");
    expect([...urls("CHAIN_URL"), ...urls("GATEKEEPER_URLS")]).toEqual([
      `http://haproxy:${serviceOf("chain").port}`,
      `http://haproxy:${serviceOf("gatekeeper").port}`,
    ]);
    const told = ["CHAIN_URL", "GATEKEEPER_URLS", "GOVERNANCE_URL", "CONSOLE_URL"].flatMap((name) =>
      urls(`SHOWN_${name}`),
    );
    expect(told).toEqual(entry("haproxy").ports?.map((ports) => `http://${ports.replace(/:\d+$/, "")}`));
  });

  it("shows what is done once, and leaves the logs of all else to those who ask for them", () => {
    const shown = Object.keys(compose.services).filter((name) => entry(name).attach !== false);
    expect(shown).toEqual(["secrets", "genesis", "welcome"]);
  });

  it("gives the names of replicas one address, the only one that they believe about clients", () => {
    const haproxy = entry("haproxy");
    const ports = fronted.map((name) => published(`${name.toUpperCase()}_PORT`, serviceOf(name).port));
    expect(haproxy.ports).toEqual(ports);
    expect(haproxy.networks).toEqual(["front", "outside"]);
    for (const name of counting) {
      const believed = entry(name).environment?.[`${name.toUpperCase()}_TRUSTED_PROXIES`];
      expect(compose.networks["front"]).toEqual({ internal: true, ipam: { config: [{ subnet: believed }] } });
    }
    const inFront = Object.keys(compose.services).filter((name) => entry(name).networks.includes("front"));
    expect(inFront).toEqual(["haproxy", ...fronted]);
  });

  it("keeps everything else off the internet", () => {
    expect(compose.networks["inside"]).toEqual({ internal: true });
    const outside = Object.keys(compose.services).filter((name) => entry(name).networks.includes("outside"));
    expect(outside).toEqual(["haproxy", "welcome"]);
  });

  it("mounts only files that exist", () => {
    const files = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.filter((it) => it.startsWith(".")),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      expect([file, existsSync(join(root, file.split(":")[0] as string))]).toEqual([file, true]);
  });
});
