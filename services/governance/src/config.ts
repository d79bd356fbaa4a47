import {
  accountUri,
  bool,
  type ConfigOf,
  clientsSettings,
  databaseSettings,
  defineConfig,
  httpSettings,
  natsSettings,
  networkSettings,
  type Parser,
  secret,
} from "@pha/service-kit/config";
import { services } from "@pha/wire";

const tokenText: Parser<string> = {
  form: "32 or more letters, digits, - or _",
  parse: (text) => (/^[\w-]{32,}$/.test(text) ? text : undefined),
};

export const settings = defineConfig({
  ...httpSettings("governance", { port: services.governance.port, serves: "REST and /metrics" }),
  ...clientsSettings("governance"),
  ...databaseSettings("governance"),
  ...natsSettings("governance"),
  ...networkSettings("governance"),
  closer: {
    env: "GOVERNANCE_CLOSER",
    parse: secret(accountUri),
    default: undefined,
    doc: "Secret URI of the account that closes motions that are due, and pays for it; nobody does when absent.",
  },
  hooksToken: {
    env: "GOVERNANCE_HOOKS_TOKEN",
    parse: secret(tokenText),
    default: undefined,
    doc: "What who manages hooks sends as authorization: Bearer; nobody manages them when absent.",
  },
  hooksPrivate: {
    env: "GOVERNANCE_HOOKS_PRIVATE",
    parse: bool,
    default: false,
    doc: "Whether hooks may lead to addresses that are not of the public internet.",
  },
});
export type Config = ConfigOf<typeof settings>;
