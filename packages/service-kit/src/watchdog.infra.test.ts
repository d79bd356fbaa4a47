import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pausedFor } from "node:timers/promises";
import { describe, expect, it } from "vitest";

const module = JSON.stringify(join(import.meta.dirname, "watchdog.ts"));

/** What becomes of a process that is watched for a second, and what it says. */
async function run(work: string) {
  const code = `import { startWatchdog } from ${module}; using watchdog = startWatchdog(1_000); ${work}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code]);
  const [[status, signal], said] = await Promise.all([once(child, "exit"), text(child.stderr)]);
  return { ended: signal ?? status, said };
}

describe("a watchdog", () => {
  it("ends a process whose code does not come to an end", async () => {
    const { ended, said } = await run("setTimeout(() => { for (;;); }); await new Promise(() => {});");
    expect(ended).toBe("SIGKILL");
    expect(said).toContain("the event loop has not turned for 1 s");
  }, 60_000);

  it("lets one go on that pauses, and keeps none alive", async () => {
    const turns =
      "const { setTimeout: wait } = await import('node:timers/promises'); for (let i = 0; i < 30; i++) await wait(50);";
    expect((await run(turns)).ended).toBe(0);
  }, 60_000);

  it("lets one go on that was paused as a whole", async () => {
    const child = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `import { startWatchdog } from ${module}; startWatchdog(1_000); process.stdin.on("data", () => process.exit(7)); console.log("up");`,
    ]);
    await once(child.stdout, "data");
    child.kill("SIGSTOP");
    await pausedFor(2_000);
    child.kill("SIGCONT");
    child.stdin.write("on");
    expect((await once(child, "exit"))[0]).toBe(7);
  }, 60_000);
});
