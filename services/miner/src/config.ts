import { hostingSettings } from "@pha/enclave-service";
import { type ConfigOf, certificateFile, defineConfig, httpSettings, int, list, server } from "@pha/service-kit/config";
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
  checkpointBlocks: {
    env: "MINER_CHECKPOINT_BLOCKS",
    parse: int({ min: 1, max: 1_000_000 }),
    default: 64,
    doc: "Blocks from one checkpoint of a contract to the next, at least; of a large contract one more for each 64 KiB of it.",
  },
  sparePercent: {
    env: "MINER_SPARE_PERCENT",
    parse: int({ min: 0, max: 100 }),
    default: 10,
    doc: "Of a core's time, what is spent at most on work that shows what the machine can do: the more, the greater its P, and its stake. With 0 it is not measured, and cannot earn.",
  },
  httpAllow: {
    env: "MINER_HTTP_ALLOW",
    parse: list(server),
    default: [],
    doc: "Servers that contracts may fetch from although they are on a private network, or without TLS. Of a development network alone.",
  },
  httpCa: {
    env: "MINER_HTTP_CA",
    parse: certificateFile,
    default: undefined,
    doc: "File with a certificate authority, in PEM, that contracts trust besides. Of a development network alone.",
  },
});
export type Config = ConfigOf<typeof settings>;
