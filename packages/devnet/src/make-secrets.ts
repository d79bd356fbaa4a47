import { parseArgs } from "node:util";
import { makeSecrets } from "./secrets.ts";

const usage = `Generates a development network's secrets, one folder per user of them; what is there already stays.

  node packages/devnet/src/make-secrets.ts --out DIR
      [--postgres HOST:PORT]         as in database URLs, postgres:5432
      [--nats-listen HOST:PORT]      of nats.conf, 0.0.0.0:4222
      [--nats-monitor HOST:PORT]     of nats.conf, 0.0.0.0:8222`;

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    postgres: { type: "string", default: "postgres:5432" },
    "nats-listen": { type: "string", default: "0.0.0.0:4222" },
    "nats-monitor": { type: "string", default: "0.0.0.0:8222" },
  },
});
if (values.out !== undefined) {
  const nats = { listen: values["nats-listen"], monitor: values["nats-monitor"] };
  makeSecrets(values.out, { postgres: values.postgres, nats });
} else {
  console.error(usage);
  process.exitCode = 1;
}
