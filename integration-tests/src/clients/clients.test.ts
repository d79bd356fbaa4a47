// Clients that nobody here wrote, plain REST and the SDK, one after another on one network.
import "./beacon.suite.ts";
import "./dedot.suite.ts";
import "./polkadot-api.suite.ts";
import "./polkadot-js.suite.ts";
import "./rest.suite.ts";
import "./sidecar.suite.ts";
