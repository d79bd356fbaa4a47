import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "./paths.ts";
import { type Compose, stackOf } from "./swarm.ts";

const compose: Compose = parse(readFileSync(join(root, "docker-compose.yml"), "utf8"), { merge: true });
const stack = stackOf(compose);
const services = Object.entries(stack.services);

it("has the services, networks, volumes and configuration of compose", () => {
  expect(Object.keys(stack.services)).toEqual(Object.keys(compose.services));
  expect({ ...stack, services: {} }).toEqual({
    services: {},
    networks: compose.networks,
    volumes: compose.volumes,
    configs: compose.configs,
  });
});

it("says nothing that Swarm does not take", () => {
  for (const [name, service] of services)
    expect([
      name,
      ...Object.keys(service).filter((key) =>
        ["attach", "build", "depends_on", "mem_limit", "pull_policy", "restart"].includes(key),
      ),
    ]).toEqual([name]);
});

it("lets names stand for replicas, and HAProxy ask for them", () => {
  for (const [, { deploy }] of services) expect(deploy).toMatchObject({ endpoint_mode: "dnsrr" });
  expect(stack.services["haproxy"]?.environment).toMatchObject({
    CHAIN_REPLICAS: "tasks.chain",
    GATEKEEPER_REPLICAS: "tasks.gatekeeper",
    GOVERNANCE_REPLICAS: "tasks.governance",
    CONSOLE_REPLICAS: "tasks.console",
  });
});

it("publishes ports where processes are, keeps limits and what may be changed by variables", () => {
  expect(stack.services["haproxy"]).toMatchObject({
    ports: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the file
      { target: 9944, published: "${CHAIN_PORT:-9944}", mode: "host" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the file
      { target: 8000, published: "${GATEKEEPER_PORT:-8000}", mode: "host" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the file
      { target: 8200, published: "${GOVERNANCE_PORT:-8200}", mode: "host" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the file
      { target: 3000, published: "${CONSOLE_PORT:-3000}", mode: "host" },
    ],
    read_only: true,
    deploy: { resources: { limits: { memory: "256m" } }, restart_policy: { condition: "any" } },
  });
  expect(stack.services["gatekeeper"]?.deploy).toMatchObject({ replicas: 3 });
  expect(stack.services["secrets"]?.["deploy"]).toMatchObject({ restart_policy: { condition: "on-failure" } });
});
