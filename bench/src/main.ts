import { benchBlocks } from "./blocks/bench-blocks.ts";
import { benchContracts } from "./contracts/bench-contracts.ts";
import { benchDkg } from "./dkg/bench-dkg.ts";
import { benchEconomy } from "./economy/bench-economy.ts";
import { benchEngine } from "./engine/bench-engine.ts";
import { benchFortnight } from "./fortnight/bench-fortnight.ts";
import { benchKeys } from "./keys/bench-keys.ts";
import { benchLedger } from "./ledger/bench-ledger.ts";
import { benchQueries } from "./queries/bench-queries.ts";
import { benchStarts } from "./starts/bench-starts.ts";
import { benchStrategies } from "./strategies/bench-strategies.ts";
import { usage } from "./usage.ts";
import { benchWeights } from "./weights/bench-weights.ts";

const [name, ...args] = process.argv.slice(2);
if (name === "ledger") await benchLedger(args);
else if (name === "contracts") await benchContracts(args);
else if (name === "queries") await benchQueries(args);
else if (name === "engine") await benchEngine();
else if (name === "starts") await benchStarts(args);
else if (name === "keys") await benchKeys(args);
else if (name === "weights") benchWeights(args);
else if (name === "dkg") benchDkg();
else if (name === "blocks") benchBlocks();
else if (name === "economy") benchEconomy();
else if (name === "strategies") benchStrategies();
else if (name === "fortnight") benchFortnight();
else {
  console.log(usage.help);
  if (name !== undefined && name !== "--help") process.exitCode = 1;
}
if (process.connected) process.disconnect(); // the parent's channel must not keep a finished run alive
