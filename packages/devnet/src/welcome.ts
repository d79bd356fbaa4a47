import { join } from "node:path";
import { defineConfig, list, path, url } from "@pha/service-kit/config";
import { runOnce } from "@pha/service-kit/run";
import { describeNextSteps, describeShowing } from "./ending.ts";
import { showConfidentialCall } from "./showcase.ts";
import type { NetworkUrls } from "./start-network.ts";

const what = `Makes a confidential call on a network that runs, and prints what npm start ends with: the call as its host saw it, as
the caller got it and as it was verified; accounts, and commands to try.`;

const settings = defineConfig({
  chain: { env: "WELCOME_CHAIN_URL", parse: url("http", "https"), doc: "The chain, as it is reached from here." },
  gatekeepers: {
    env: "WELCOME_GATEKEEPER_URLS",
    parse: list(url("http", "https")),
    doc: "Gatekeepers, as they are reached from here.",
  },
  shownChain: { env: "WELCOME_SHOWN_CHAIN_URL", parse: url("http", "https"), doc: "The chain, as people reach it." },
  shownGatekeepers: {
    env: "WELCOME_SHOWN_GATEKEEPER_URLS",
    parse: list(url("http", "https")),
    doc: "Gatekeepers, as people reach them.",
  },
  shownGovernance: {
    env: "WELCOME_SHOWN_GOVERNANCE_URL",
    parse: url("http", "https"),
    doc: "Governance, as people reach it.",
  },
  shownConsole: {
    env: "WELCOME_SHOWN_CONSOLE_URL",
    parse: url("http", "https"),
    doc: "The console, as people reach it.",
  },
  dataDir: { env: "WELCOME_DATA_DIR", parse: path, doc: "Folder that remembers the contract." },
});

const urlsOf = (
  chain: string,
  gatekeepers: readonly string[],
  others: Pick<NetworkUrls, "governance" | "consoles">,
) => ({
  chain,
  chains: [chain],
  ws: chain.replace("http", "ws"),
  gatekeepers,
  ...others,
});

await runOnce("welcome", settings, what, async ({ chain, gatekeepers, dataDir, ...those }) => {
  const reached = urlsOf(chain, gatekeepers, { governance: [], consoles: [] });
  const showing = await showConfidentialCall(reached, join(dataDir, "showcase.json"), () => {});
  const others = { governance: [those.shownGovernance], consoles: [those.shownConsole] };
  const shown = urlsOf(those.shownChain, those.shownGatekeepers, others);
  console.log(describeShowing(showing));
  console.log(describeNextSteps(shown, showing, "in this folder, at any terminal"));
  console.log(
    "The network runs on. Logs: docker compose logs --follow chain (or another service). Stop it: docker compose stop; forget it: docker compose down --volumes",
  );
});
