/** Keys of a service in `docker-compose.yml` that are read here; all others stay as they are. */
export interface ComposeService {
  readonly [key: string]: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly mem_limit?: string;
  readonly ports?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly deploy?: { readonly replicas?: number };
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, unknown>>;
}

/** What Swarm calls the replicas that HAProxy asks for. */
const replicaNames = {
  CHAIN_REPLICAS: "tasks.chain",
  GATEKEEPER_REPLICAS: "tasks.gatekeeper",
  GOVERNANCE_REPLICAS: "tasks.governance",
  CONSOLE_REPLICAS: "tasks.console",
};

/** Keys that Swarm spells differently, and those that it does not know. */
const composeOnly = [
  "attach",
  "build",
  "depends_on",
  "mem_limit",
  "ports",
  "pull_policy",
  "restart",
  "security_opt",
  "tmpfs",
];

/**
 * `docker-compose.yml` as `docker stack deploy` takes it. Names stand for the replicas themselves, never for a virtual
 * address in front of them: HAProxy asks each for its health, and not every kernel has what virtual addresses need.
 * Nobody waits for anybody: what cannot start yet ends and is started again.
 */
export function stackOf({ services, networks, volumes, configs }: Compose): Compose {
  const entries = Object.entries(services).map(([name, service]) => [name, stackService(name, service)] as const);
  return { services: Object.fromEntries(entries), networks, volumes, configs };
}

function stackService(name: string, service: ComposeService): ComposeService {
  const kept = Object.fromEntries(Object.entries(service).filter(([key]) => !composeOnly.includes(key)));
  const mounts = (service.tmpfs ?? []).map((text) => ({ type: "tmpfs", target: text.split(":")[0] }));
  const volumes = [...(service.volumes ?? []), ...mounts];
  const tasks = name === "haproxy" ? replicaNames : {};
  return {
    ...kept,
    ...(service.environment && { environment: { ...service.environment, ...tasks } }),
    ...(volumes.length > 0 && { volumes }),
    ...(service.ports && { ports: service.ports.map(hostPort) }),
    deploy: {
      ...service.deploy,
      endpoint_mode: "dnsrr",
      restart_policy: { condition: service.restart === "no" ? "on-failure" : "any", delay: "2s" },
      ...(service.mem_limit && { resources: { limits: { memory: service.mem_limit } } }),
    },
  } as ComposeService;
}

/** `127.0.0.1:${A:-1}:2`: a port of the machine that the process is on. */
function hostPort(text: string): unknown {
  const [, published, target] = /^127\.0\.0\.1:(.+):(\d+)$/.exec(text) ?? [];
  return { target: Number(target), published, mode: "host" };
}
