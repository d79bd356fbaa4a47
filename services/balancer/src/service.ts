import type { Socket } from "node:net";
import { httpServer } from "@pha/service-kit/http";
import type { Surroundings } from "@pha/service-kit/run";
import { Backends, type Looking } from "./backends/backends.ts";
import type { Config } from "./config.ts";
import { type ForwardDeps, forward } from "./forwarding/forward.ts";
import { Memory } from "./forwarding/memory.ts";
import { tunnel } from "./forwarding/tunnel.ts";
import { makeTelemetry } from "./telemetry.ts";

/** A running balancer. */
export interface Balancer extends AsyncDisposable {
  readonly port: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startBalancer(
  config: Config,
  { log, metrics }: Pick<Surroundings, "log" | "metrics">,
  looking: Looking = {},
): Promise<Balancer> {
  await using opened = new AsyncDisposableStack();
  const tunnels = new Set<Socket>();
  const telemetry = makeTelemetry(log, metrics, { backends: () => backends.all, tunnels: () => tunnels.size });
  const backends: Backends = opened.use(new Backends(config.backends, telemetry, looking));
  const stopping = new AbortController();
  const http = opened.use(
    await httpServer({
      service: "balancer",
      log,
      metrics,
      checks: { chain: () => backends.check() },
      trustedProxies: config.trustedProxies,
    }),
  );
  const { app, server, clientOf } = http;
  const deps: ForwardDeps = { backends, memory: new Memory(), telemetry, clientOf, stopping: stopping.signal };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _body, done) => done(null)); // passed on unread
    scope.all("/*", { schema: { hide: true } }, (request, reply) => forward(deps, request, reply));
  });
  server.on("upgrade", async (request, socket: Socket, head) => {
    tunnels.add(socket);
    socket.unshift(head);
    await tunnel(deps, request, socket);
    tunnels.delete(socket);
  });
  app.addHook("preClose", async () => stopping.abort());
  await backends.start();
  const port = await http.listen(config.port, config.host);
  log.info({ port, backends: backends.all.map(({ address }) => address) }, "balancer ready");
  const resources = opened.move();
  return { port, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
