import { benchLedger } from "./ledger/bench-ledger.ts";
import { benchWeights } from "./weights/bench-weights.ts";

const usage = `Measures how fast the network is.

  npm run bench ledger -- [options]    Transfers per second and their latency, beside anvil; --help lists the options
  npm run bench weights                What every call weighs at its worst: writes the table that the runtime uses`;

const [name, ...args] = process.argv.slice(2);
if (name === "ledger") await benchLedger(args);
else if (name === "weights") benchWeights();
else {
  console.log(usage);
  if (name !== undefined && name !== "--help") process.exitCode = 1;
}
if (process.connected) process.disconnect(); // the parent's channel must not keep a finished run alive
