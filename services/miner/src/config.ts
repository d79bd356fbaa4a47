import { hostingSettings } from "@pha/enclave-service";
import { type ConfigOf, defineConfig, httpSettings, int } from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("miner", { port: services.miner.port, serves: "/healthz, /readyz and /metrics" }),
  ...hostingSettings("miner"),
  cluster: { env: "MINER_CLUSTER", parse: int({ max: 0xffff_ffff }), default: 0, doc: "Cluster to serve." },
  queryThreads: {
    env: "MINER_QUERY_THREADS",
    parse: int({ min: 1, max: 15 }),
    default: 2,
    doc: "Engine threads for queries; commands have one more.",
  },
});
export type Config = ConfigOf<typeof settings>;
