import { type ConfigOf, defineConfig, hostPort, list, peer, port, text } from "@pha/service-kit/config";

export const settings = defineConfig({
  port: { env: "BALANCER_PORT", parse: port, default: 9944, doc: "Port of everything that the chain serves." },
  host: { env: "BALANCER_HOST", parse: text, default: "127.0.0.1", doc: "Address to listen on." },
  backends: {
    env: "BALANCER_BACKENDS",
    parse: list(hostPort),
    doc: "The chain replicas. A name may stand for many addresses, and is looked up again every two seconds.",
  },
  trustedProxies: {
    env: "BALANCER_TRUSTED_PROXIES",
    parse: list(peer),
    default: [],
    doc: "Proxies in front of this one, whose X-Forwarded-For names the client.",
  },
});
export type Config = ConfigOf<typeof settings>;
