// Sealed bids, and what becomes of them, one suite after another on one network.
import "./auction.suite.ts";
import "./faults.suite.ts";
