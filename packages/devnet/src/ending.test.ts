import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeNextSteps, describeWeight } from "./ending.ts";
import type { Showing } from "./showcase.ts";

const usual = ["http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002"];
const governance = ["http://127.0.0.1:8200"];
const urls = {
  ...{ chain: "http://127.0.0.1:9944", chains: ["http://127.0.0.1:9944"], ws: "" },
  ...{ gatekeepers: usual, governance, consoles: ["http://127.0.0.1:3000"] },
};
const showing = { contract: "0x5a", auction: 1, bidder: "//Charlie", nextBid: 6_000n } as unknown as Showing;

it("what to try next is a bid above the last one, at the network's addresses, where somebody can type", () => {
  const steps = describeNextSteps(urls, showing, "in another terminal");
  expect(steps).toContain("Try       in another terminal:");
  expect(steps).toContain("10,000,000 PHA each at genesis");
  expect(steps).toContain(`./pha contract call 0x5a bid '{"auction":1,"amount":"6000"}' --from //Charlie`);
  expect(steps).toContain("http://127.0.0.1:8200/docs (governance)");
  expect(steps).toContain("http://127.0.0.1:3000 (the console");
  const elsewhere = describeNextSteps({ ...urls, chains: ["http://127.0.0.1:9955"] }, undefined, "in this folder");
  expect(elsewhere).toContain("PHA_CHAIN_URL=http://127.0.0.1:9955 ./pha status");
  expect(elsewhere).toContain("in this folder");
});

it("a data folder is weighed with what people keep in it, whose packages are links that lead in circles", async () => {
  const dir = mkdtempSync(join(tmpdir(), "pha-weight-"));
  try {
    mkdirSync(join(dir, "my-contract", "node_modules"), { recursive: true });
    writeFileSync(join(dir, "my-contract", "index.ts"), new Uint8Array(3_000_000).fill(65));
    for (const name of ["one", "other"]) symlinkSync(dir, join(dir, "my-contract", "node_modules", name));
    expect(await describeWeight(dir, "--fresh")).toContain(": 3 MB, logs in ");
    expect(await describeWeight(join(dir, "gone"), "--fresh")).toContain(": 0 MB");
  } finally {
    rmSync(dir, { recursive: true });
  }
});
