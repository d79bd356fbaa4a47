import { driveProgram, openHosting, watchLease } from "@pha/enclave-service";
import { makeCall, readState } from "@pha/frame";
import { gatekeepers } from "@pha/runtime/spec";
import type { ReadLedger } from "@pha/service-kit/ledger";
import type { Surroundings } from "@pha/service-kit/run";
import { countQueries } from "./broker/count-queries.ts";
import type { Config } from "./config.ts";
import { openGatekeeper } from "./enclave/gatekeeper.ts";
import { serveKeyRelease } from "./handlers/key-release.ts";
import { openHttp } from "./http.ts";

/** A running gatekeeper. */
export interface GatekeeperService extends AsyncDisposable {
  readonly port: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startGatekeeper(config: Config, surroundings: Surroundings): Promise<GatekeeperService> {
  const { log, metrics } = surroundings;
  await using opened = new AsyncDisposableStack();
  const hosting = opened.use(await openHosting("gatekeeper", config, surroundings));
  const { bus, spec, genesisHash } = hosting;
  const gatekeeper = opened.use(await openGatekeeper(hosting));
  opened.use(serveKeyRelease({ bus, gatekeeper }));
  const leaseWatch = watchLease("gatekeeper", surroundings);
  const driver = opened.use(
    driveProgram({ bus, log, serving: "holds-share", leaseWatch, onWake: hosting.onWake, ...gatekeeper }),
  );

  const { identity, measurement } = gatekeeper;
  const application = async (ledger: ReadLedger) => {
    const { members, isOpen } = await ledger((state) => {
      const reads = readState(gatekeepers, state);
      return { members: reads.members.get(), isOpen: reads.open.get() };
    });
    const isMember = members.some((member) => member.identity === identity);
    return isMember || !isOpen ? undefined : makeCall(gatekeepers, "apply", { identity });
  };
  opened.use(hosting.keepRegistered({ role: "Gatekeeper", driver, application, ...gatekeeper }));

  const count = opened.use(countQueries());
  const deps = { bus, driver, spec, genesisHash, count, log, metrics };
  const http = opened.use(await openHttp(deps, config.trustedProxies));
  const port = await http.listen(config.port, config.host);
  log.info({ port, identity, measurement }, "gatekeeper started");
  gatekeeper.mustLive();
  const resources = opened.move();
  return { port, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
