import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { codeBlocks } from "@pha/testkit/markdown";
import { describe, expect, it } from "vitest";
import { governedNetwork, nextCode, root } from "./network.ts";

const sh = promisify(execFile);

const blocks = codeBlocks(await readFile(join(root, "docs/referenda.md"), "utf8"), "sh").filter(
  (commands) => !commands.includes(":8200"), // governance.test.ts runs these
);

describe("docs/referenda.md", () => {
  it.each(blocks.map((commands) => [commands.split("\n")[0], commands]))(
    "its commands work: %s",
    async (_, commands) => {
      const { devnet, dataDir } = governedNetwork();
      const here = commands.replaceAll(".data/runtime.mjs", nextCode());
      const env = { ...process.env, PHA_CHAIN_URL: devnet.urls.chain, HOME: dataDir };
      const { stdout } = await sh("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env });
      expect(stdout.length).toBeGreaterThan(10);
    },
  );
});
