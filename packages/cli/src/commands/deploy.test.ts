import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errors as sdkErrors } from "@pha/sdk";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Project } from "../contracts/project.ts";
import { doneDespite, nameText } from "./deploy.ts";

const word = (byte: string) => `0x${byte.repeat(32)}` as const;
const deployed = { genesis: word("00"), codeHash: word("0c"), folder: "auction", name: "auction" };
const contract = word("11");

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "pha-deploy-"));
});
afterEach(() => rm(place, { recursive: true }));

it("a contract that is not ready in time keeps its name, and is told with its id", async () => {
  const project = new Project(place);
  const done = await doneDespite(sdkErrors.ContractNotReady({ contract }), project, deployed);
  expect(done?.json).toEqual({ contract, name: "auction", codeHash: deployed.codeHash });
  expect(done?.rows).toEqual([
    ["contract", contract],
    ["name", "auction, kept"],
  ]);
  const again = await project.add(deployed.genesis, { contract: word("22"), codeHash: deployed.codeHash }, "auction");
  expect(again).toMatchObject({ contract });
});

it("a contract whose constructor failed is told with its id, and takes no name from the one that has it", async () => {
  const project = new Project(place);
  await project.add(deployed.genesis, { contract: word("22"), codeHash: deployed.codeHash }, "auction");
  const done = await doneDespite(sdkErrors.ContractBroken({ contract }), project, deployed);
  expect(done?.json).toEqual({ contract, name: undefined, codeHash: deployed.codeHash });
  expect(done?.rows).toContainEqual(["name", "auction was not given to it"]);
  const again = await project.add(deployed.genesis, { contract: word("33"), codeHash: deployed.codeHash }, "auction");
  expect(again).toMatchObject({ contract: word("22") });
});

it("nothing is told where nothing came to the ledger", async () => {
  const refused = sdkErrors.TransactionRefused({ reason: "no" });
  expect(await doneDespite(refused, new Project(place), deployed)).toBeUndefined();
});

it("what it is called from now on is told, latest too", () => {
  expect(nameText(undefined, undefined)).toBe(
    "latest, until the next one is deployed from this folder; with --as NAME it has one that stays",
  );
  expect(nameText("auction", contract)).toBe(
    `auction (until now that of ${contract}), and latest, until the next one is deployed from this folder`,
  );
});
