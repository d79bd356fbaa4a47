// Sealed bids, what becomes of them, and oracles, one suite after another on one network.
import "./auction.suite.ts";
import "./oracle.suite.ts";
import "./analytics.suite.ts";
import "./credit.suite.ts";
import "./faults.suite.ts";
import "./tasks.suite.ts";
