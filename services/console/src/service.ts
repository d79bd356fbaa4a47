import { httpServer } from "@pha/service-kit/http";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import type { Config } from "./config.ts";
import { readPage } from "./gateway/files.ts";
import { servePage } from "./gateway/serve-page.ts";

/** A running console. */
export interface Console extends AsyncDisposable {
  readonly port: number;
}

/** Reads the page and the network's genesis, and serves. It keeps nothing, and asks nobody. */
export async function startConsole(config: Config, { log, metrics }: Surroundings): Promise<Console> {
  await using opened = new AsyncDisposableStack();
  const { spec, genesis } = await readNetwork(config.spec, config.code);
  const files = await readPage(config.page);
  const { chain, gatekeepers, governance = null } = config;
  const { name, title, development, ss58Prefix, token } = spec;
  const of = { name, title, development, genesisHash: genesis.hash, ss58Prefix, token: token.symbol };
  const network = { ...of, chain, gatekeepers, governance };
  const http = opened.use(
    await httpServer({
      service: "console",
      log,
      metrics,
      checks: {},
      page: (app) => servePage(app, files, network),
    }),
  );
  const port = await http.listen(config.port, config.host);
  log.info({ port, genesis: genesis.hash }, "console ready");
  const resources = opened.move();
  return { port, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
