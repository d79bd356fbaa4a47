export { buildNetwork, type NetworkFiles, type NetworkOptions } from "./network-files.ts";
export { makeSecrets, type Secrets, type SecretsOptions } from "./secrets.ts";
export { type Network, type NetworkUrls, type StartOptions, startNetwork } from "./start-network.ts";
export { type Incident, type Supervised, supervise } from "./supervise.ts";
