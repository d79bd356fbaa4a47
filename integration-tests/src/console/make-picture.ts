import { findChromium } from "@pha/testkit";
import { visit } from "./browse.ts";

const usage = `Makes the picture of the README: the overview of a network that runs.

  node integration-tests/src/console/make-picture.ts http://127.0.0.1:3000 docs/console.png`;

const [url, path] = process.argv.slice(2);
const chromium = await findChromium();
if (url === undefined || path === undefined) {
  console.error(usage);
  process.exitCode = 1;
} else if ("lacking" in chromium) {
  console.error(chromium.lacking);
  process.exitCode = 1;
} else {
  await using browser = await visit(chromium);
  const page = await browser.open(url, { width: 1_100, scheme: "light" });
  await page.getByText("✓ Verified in this browser").waitFor();
  await page.getByRole("img", { name: /^Treasury: between/ }).waitFor();
  await page.screenshot({ path });
}
