import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@pha/local-infra";
import { eventually } from "@pha/testkit";

/** A running API sidecar. */
export interface Sidecar extends AsyncDisposable {
  readonly url: string;
}

/** Starts `@substrate/api-sidecar` as its makers ship it, on a node's WebSocket. */
export async function startSidecar(ws: string): Promise<Sidecar> {
  const manifest = fileURLToPath(import.meta.resolve("@substrate/api-sidecar/package.json"));
  const port = await freePort();
  const child = spawn(process.execPath, [join(dirname(manifest), "build/src/main.js")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"],
      SAS_SUBSTRATE_URL: ws,
      SAS_EXPRESS_BIND_HOST: "127.0.0.1",
      SAS_EXPRESS_PORT: String(port),
      SAS_LOG_LEVEL: "error",
    },
  });
  const exited = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  await using opened = new AsyncDisposableStack();
  opened.defer(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`the sidecar ended with ${child.exitCode}`);
      return fetch(`${url}/node/version`).then(
        ({ ok }) => ok,
        () => false,
      );
    },
    { withinMs: 60_000 },
  );
  const resources = opened.move();
  return { url, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
