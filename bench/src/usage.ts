import { usage as contracts } from "./contracts/options.ts";
import { usage as keys } from "./keys/options.ts";
import { usage as ledger } from "./ledger/options.ts";
import { usage as queries } from "./queries/options.ts";
import { usage as starts } from "./starts/options.ts";

/** What the command line may say. */
export const usage = {
  help: `Measures how fast the network is.

  npm run bench ledger -- [options]    Transfers per second and their latency, beside anvil; --help lists the options
  npm run bench contracts -- [options] How long commands take, queries per second, and the memory of a miner with many contracts
  npm run bench queries -- [options]   Queries per second and their latency, beside miniflare and workerd, and where the time goes
  npm run bench engine                 What metering costs a contract's code, beside plain QuickJS
  npm run bench starts -- [options]    How long a network takes to start again, after SIGTERM and kill -9
  npm run bench weights -- [pallets]   What every call weighs at its worst: writes the table that the runtime uses
  npm run bench keys -- [options]      How long whole networks take to make and share keys, with 3 to 16 gatekeepers
  npm run bench dkg                    What making the master key among 3, 5, 9 and 16 gatekeepers computes, and sharing it anew
  npm run bench blocks                 What the blocks take in which governance has most to do, beside what they weigh
  npm run bench economy                What calls and blocks take among 10 workers, and among 10,000 with 100,000 delegators
  npm run bench strategies             What those gain who cheat, over honest work: writes the table in docs/economics.md
  npm run bench fortnight              A fortnight of a network: every planck explained, drawn into docs/fortnight.svg`,
  commands: {
    contracts,
    ledger,
    queries,
    engine: { help: "Measures what metering costs a contract's code, beside plain QuickJS." },
    starts,
    keys,
    weights: {
      help: "Measures what every call weighs at its worst, of all pallets or those named, and writes the runtime's table.",
      words: true,
    },
    blocks: { help: "Measures the blocks in which governance has most to do, beside what they weigh." },
    economy: { help: "Measures calls and blocks among 10 workers, and among 10,000 with 100,000 delegators." },
    fortnight: { help: "Runs a fortnight of a network over the runtime, and draws it into docs/fortnight.svg." },
    strategies: { help: "Tries every strategy over the runtime, and writes the table of gains in docs/economics.md." },
    dkg: { help: "Measures what making the master key among gatekeepers takes, and sharing it anew." },
  },
};
