import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildContract, createContract, linkKit } from "@pha/contract-kit/build";
import { codeBlocks } from "@pha/testkit/markdown";
import { runNode } from "./whole-network.ts";

const page = join(import.meta.dirname, "..", "..", "docs", "your-own-project.md");
/** Where the page's programs take the services to be. */
const usual = ["http://127.0.0.1:9944", ...[0, 1, 2].map((at) => `http://127.0.0.1:800${at}`)];

/** What the page's program says that deploys the contract which `contract new` lays out. */
export async function runDeployProgram(urls: readonly string[]): Promise<readonly string[]> {
  const data = join(import.meta.dirname, "..", ".data"); // below what finds @pha/sdk
  await mkdir(data, { recursive: true });
  const place = await mkdtemp(join(data, "own-project-"));
  try {
    const folder = join(place, "my-contract");
    await createContract(folder, async () => ({ "@pha/cli": "^0.1.0", "@pha/contract-kit": "^0.1.0" }));
    await linkKit(folder);
    await buildContract(folder);
    const [, program = ""] = codeBlocks(await readFile(page, "utf8"), "ts");
    const here = usual.reduce((text, url, at) => text.replace(url, urls[at] ?? url), program);
    const script = join(place, "deploy.ts");
    await writeFile(script, here.replace("../my-contract", folder));
    return (await runNode([script])).trimEnd().split("\n");
  } finally {
    await rm(place, { recursive: true });
  }
}
