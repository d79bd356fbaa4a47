// Sealed bids, what becomes of them, and oracles, one suite after another on one network.
import "./auction.suite.ts";
import "./oracle.suite.ts";
import "./faults.suite.ts"; // counts messages: what comes before it has no effects that are settled later
import "./tasks.suite.ts";
import "./analytics.suite.ts";
import "./credit.suite.ts";
