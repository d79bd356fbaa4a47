import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { bundleLoader } from "../bundle.ts";
import { probeWrapping, spawnLoader } from "./process.ts";

const folder = await mkdtemp(join(tmpdir(), "enclave-"));
afterAll(() => rm(folder, { recursive: true }));
const loader = await bundleLoader(folder);

/** A script in the loader's place, so under all its restrictions but the fence. */
async function runRestricted(script: string): Promise<string> {
  const file = join(folder, "script.mjs");
  await writeFile(file, `import { Socket } from "node:net"; const out = new Socket({ fd: 3 });\n${script}`);
  const child = await spawnLoader(file, { heapMb: 64 });
  let said = "";
  for await (const chunk of child.stdio[3] as Duplex) said += chunk;
  return said;
}

describe("an enclave's process", () => {
  it.each([
    ["garbage", Buffer.alloc(64, 255)],
    ["an oversized frame", Buffer.from([0x7f, 0, 0, 0, 3, 0, 0, 0, 1])],
  ])("ends at %s", async (_, bytes) => {
    const child = await spawnLoader(loader, { heapMb: 64 });
    const ended = once(child, "exit");
    (child.stdio[3] as Duplex).on("error", () => {}).write(bytes);
    expect(await ended).toEqual([0, null]);
  });

  it("has an empty environment, no way to dump core and no secret among its arguments", async () => {
    const script = `
      import { readFileSync } from "node:fs";
      out.end(JSON.stringify([process.env, process.argv.length, process.report.getReport().userLimits.core_file_size_blocks.soft]));`;
    expect(JSON.parse(await runRestricted(script))).toEqual([{}, 2, 0]);
  });

  it.each([
    ["reads no file but its own", 'import("node:fs").then((fs) => fs.readFileSync("/etc/hostname"))'],
    ["starts no program", 'import("node:child_process").then(({ execFileSync }) => execFileSync("true"))'],
    ["has no database that would read files", 'import("node:sqlite")'],
    ["makes no code from text", 'import("node:vm").then(() => eval("1"))'],
  ])("%s", async (_, attempt) => {
    const said = await runRestricted(
      `${attempt}.then(() => out.end("done"), (error) => out.end(error.code ?? error.name));`,
    );
    expect(said).toMatch(/^ERR_ACCESS_DENIED|ERR_UNKNOWN_BUILTIN_MODULE|EvalError$/);
  });

  it("has a network of its own where the machine allows one", async () => {
    const { networkNamespace } = await probeWrapping();
    const interfaces = await runRestricted(
      `import os from "node:os"; out.end(JSON.stringify(os.networkInterfaces()));`,
    );
    expect(interfaces === "{}").toBe(networkNamespace);
  });

  it("dies with its host, even in an endless loop", async () => {
    const script = join(folder, "host.mjs");
    const index = new URL("../index.ts", import.meta.url);
    await writeFile(
      script,
      `import { makeHost, makePlatform } from ${JSON.stringify(index.href)};
      const host = makeHost({ platform: makePlatform(new Uint8Array(32)), cacheDir: ${JSON.stringify(folder)} });
      const program = "export const start = (host) => ({ handle() { host.log('looping'); for (;;); } })";
      const options = { genesisHash: "0x" + "11".repeat(32), ocall: async (x) => x };
      const enclave = await host.load(new TextEncoder().encode(program), options);
      enclave.call(new Uint8Array());
      await enclave.call(new Uint8Array(), { timeoutMs: 100 }).catch(() => console.log("looping"));`,
    );
    const host = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(host.stdout, "data");
    const [pid] = (await readFile(`/proc/${host.pid}/task/${host.pid}/children`, "utf8")).trim().split(" ");
    expect(await readlink(`/proc/${pid}/exe`)).toBe(await readlink("/proc/self/exe"));
    host.kill("SIGKILL");
    await expect.poll(() => readlink(`/proc/${pid}/exe`).catch(() => "gone"), { timeout: 10_000 }).toBe("gone");
  });
});
