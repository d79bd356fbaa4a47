import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

/**
 * Layers around the loader; its own fence does not need them. The empty network namespace needs a machine that lets
 * ordinary users make one; the death signal ends an enclave whose host was killed while it computes.
 */
interface Wrapping {
  readonly networkNamespace: boolean;
  readonly deathSignal: boolean;
}

/** Where the wrappers are looked for; the loader itself gets no environment at all. */
const path = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

const namespaceArgs = ["--user", "--map-current-user", "--net", "--"];
const deathArgs = ["--pdeathsig=KILL", "--"];

const works = (file: string, args: readonly string[]): Promise<boolean> =>
  promisify(execFile)(file, [...args]).then(
    () => true,
    () => false,
  );

let probed: Promise<Wrapping> | undefined;

/** What this machine allows, tried once per process. */
export function probeWrapping(): Promise<Wrapping> {
  probed ??= Promise.all([works("unshare", [...namespaceArgs, "true"]), works("setpriv", [...deathArgs, "true"])]).then(
    ([networkNamespace, deathSignal]) => ({ networkNamespace, deathSignal }),
  );
  return probed;
}

/**
 * Starts the loader's file in a process of its own, with an empty environment; its door is descriptor 3. It may read
 * that file and no other.
 */
export async function spawnLoader(loader: string, { heapMb }: { heapMb: number }): Promise<ChildProcess> {
  const { networkNamespace, deathSignal } = await probeWrapping();
  const command = [
    ...(networkNamespace ? ["unshare", ...namespaceArgs] : []),
    ...(deathSignal ? ["setpriv", ...deathArgs] : []),
    "env",
    "-i",
    process.execPath,
    "--permission",
    "--allow-worker",
    "--no-addons",
    "--no-experimental-sqlite",
    "--disable-sigusr1",
    "--disallow-code-generation-from-strings",
    "--no-warnings",
    // V8 13.6 may abort when it frees single WebAssembly functions while threads end (nodejs/node#64500).
    "--no-wasm-code-gc",
    `--max-old-space-size=${heapMb}`,
    loader,
  ];
  return spawn("/bin/sh", ["-c", 'ulimit -c 0; exec "$@"', "sh", ...command], {
    env: { PATH: path },
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
}
