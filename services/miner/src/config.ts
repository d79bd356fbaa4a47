import { hostingSettings } from "@pha/enclave-service";
import { type ConfigOf, defineConfig, httpSettings, int } from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("miner", { port: services.miner.port, serves: "/healthz, /readyz and /metrics" }),
  ...hostingSettings("miner"),
  cluster: { env: "MINER_CLUSTER", parse: int({ max: 0xffff_ffff }), default: 0, doc: "Cluster to serve." },
  threads: {
    env: "MINER_THREADS",
    parse: int({ min: 2, max: 16 }),
    default: 3,
    doc: "Engine threads: all but one may run commands, of one contract each, and all but one queries.",
  },
});
export type Config = ConfigOf<typeof settings>;
