import { type ConfigOf, defineConfig, httpSettings, list, networkSettings, path, url } from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("console", { port: services.console.port, serves: "the page, and /metrics" }),
  ...networkSettings("console"),
  page: { env: "CONSOLE_PAGE", parse: path, doc: "Folder of the built page." },
  chain: { env: "CONSOLE_CHAIN_URL", parse: url("http", "https"), doc: "The chain, as browsers reach it." },
  gatekeepers: {
    env: "CONSOLE_GATEKEEPER_URLS",
    parse: list(url("http", "https")),
    default: [],
    doc: "Gatekeepers, as browsers reach them.",
  },
  governance: {
    env: "CONSOLE_GOVERNANCE_URL",
    parse: url("http", "https"),
    default: undefined,
    doc: "Governance, as browsers reach it; its views are not shown when absent.",
  },
});
export type Config = ConfigOf<typeof settings>;
