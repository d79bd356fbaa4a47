import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@pha/local-infra";
import { eventually } from "@pha/testkit";

type Backend = "chains" | "gatekeeper" | "governance" | "console";

/** HAProxy with the project's configuration, in a container that shares this machine's network. */
export interface Haproxy extends AsyncDisposable {
  /** The chain's address. */
  readonly url: string;
  readonly gatekeepers: string;
  readonly governance: string;
  readonly console: string;
  readonly metrics: string;
  /** Waits until as many replicas are used. */
  readonly uses: (backend: Backend, replicas: number) => Promise<void>;
}

/** Whether containers can be started here. */
export const engineAnswers = spawnSync("docker", ["info"]).status === 0;

const config = join(import.meta.dirname, "../../../deploy/haproxy/haproxy.cfg");
const docker = promisify(execFile);

/** As restricted as compose has it: an ordinary user, nothing to write to, no capability. */
const restricted = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true"];

/**
 * @param names - address of the name server
 * @param replicaPort - of every replica, whatever it serves
 */
export async function startHaproxy(names: string, replicaPort: number): Promise<Haproxy> {
  const [port, gatekeeperPort, governancePort] = [await freePort(), await freePort(), await freePort()];
  const consolePort = await freePort();
  const metricsPort = await freePort();
  const name = `pha-haproxy-${process.pid}-${port}`;
  const env = {
    DNS: names,
    ...{
      CHAIN_PORT: replicaPort,
      GATEKEEPER_PORT: replicaPort,
      GOVERNANCE_PORT: replicaPort,
      CONSOLE_PORT: replicaPort,
    },
    ...{
      PORT: port,
      GATEKEEPER_LISTEN: gatekeeperPort,
      GOVERNANCE_LISTEN: governancePort,
      CONSOLE_LISTEN: consolePort,
    },
    METRICS_PORT: metricsPort,
  };
  const variables = Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
  const mount = ["--volume", `${config}:/usr/local/etc/haproxy/haproxy.cfg:ro`];
  const run = ["run", "--rm", "--name", name, "--network", "host", ...restricted, ...variables, ...mount];
  let log = "";
  const child = spawn("docker", [...run, "haproxy:3-alpine"], { stdio: ["ignore", "pipe", "pipe"] });
  for (const output of [child.stdout, child.stderr]) output.on("data", (text) => (log += text));
  const ended = once(child, "exit");
  const metrics = `http://127.0.0.1:${metricsPort}`;
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`HAProxy ended: ${log}`);
    return fetch(`${metrics}/healthz`).then(
      () => true,
      () => false,
    );
  };
  await eventually(answers, { withinMs: 30_000 });
  return {
    url: `http://127.0.0.1:${port}`,
    gatekeepers: `http://127.0.0.1:${gatekeeperPort}`,
    governance: `http://127.0.0.1:${governancePort}`,
    console: `http://127.0.0.1:${consolePort}`,
    metrics,
    async uses(backend, replicas) {
      const line = `haproxy_backend_active_servers{proxy="${backend}"} ${replicas}\n`;
      await eventually(async () => (await (await fetch(`${metrics}/metrics`)).text()).includes(line));
    },
    async [Symbol.asyncDispose]() {
      await docker("docker", ["kill", name]);
      await ended;
    },
  };
}
