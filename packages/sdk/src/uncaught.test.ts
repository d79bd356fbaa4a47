import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Runs a script that fails, in a Node of its own, and gives what a person reads. */
const complaint = (script: string): Promise<string> =>
  promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { cwd: import.meta.dirname }).then(
    () => expect.fail("the script ended well"),
    ({ stderr }: { readonly stderr: string }) => stderr,
  );

test("an error that a script does not catch is printed with its code, what would be right, and its cause", async () => {
  const stderr = await complaint(`
    import { connect } from "@pha/sdk";
    await connect({ chain: "http://127.0.0.1:9" });`);
  expect(stderr).toContain("Unreachable: The service does not answer, or does not serve; is it running?");
  expect(stderr).toContain("code: 'sdk.Unreachable'");
  expect(stderr).toContain("[cause]: [TypeError: fetch failed]");
});

test("so is one that another error carries, and one whose code another machine gave", async () => {
  const stderr = await complaint(`
    import { ContractError } from "@pha/sdk";
    throw new Error("outer", { cause: new ContractError("contract.AuctionEnded", "Too late.") });`);
  expect(stderr).toContain("code: 'contract.AuctionEnded'");
});
