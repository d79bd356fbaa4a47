import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@pha/local-infra";
import { eventually } from "@pha/testkit";

/** HAProxy with the project's configuration, in a container that shares this machine's network. */
export interface Haproxy extends AsyncDisposable {
  readonly url: string;
  readonly metrics: string;
}

const config = join(import.meta.dirname, "../../../deploy/haproxy/haproxy.cfg");
const docker = promisify(execFile);

/** As restricted as compose has it: an ordinary user, nothing to write to, no capability. */
const restricted = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true"];

/**
 * @param names - address of the name server
 * @param chainPort - of every replica
 */
export async function startHaproxy(names: string, chainPort: number): Promise<Haproxy> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const name = `pha-haproxy-${process.pid}-${port}`;
  const env = {
    DNS: names,
    CHAIN_PORT: chainPort,
    PORT: port,
    GATEKEEPER_LISTEN: await freePort(),
    GOVERNANCE_LISTEN: await freePort(),
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
    metrics,
    async [Symbol.asyncDispose]() {
      await docker("docker", ["kill", name]);
      await ended;
    },
  };
}
