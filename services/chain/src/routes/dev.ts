import { chainApi } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { callFromJson } from "./call-from-json.ts";
import type { RouteDeps } from "./deps.ts";

/** Shortcuts of a development network. They ask for no key, so pages of other sites are kept from them. */
export function devRoutes({ ledger, dev, json: context }: RouteDeps): Route[] {
  const routes = implement(chainApi.dev, {
    faucet: ({ to, amount }) => dev.faucet(to, amount),
    submit: ({ from, ...named }) => dev.submit(from, callFromJson(ledger, named, context)),
    impersonate: ({ from, ...named }) => dev.impersonate(from, callFromJson(ledger, named, context)),
    setBalance: ({ account, free }) => dev.setBalance(account, free),
    seal: () => dev.seal(),
    snapshot: async () => ({ id: await dev.snapshot() }),
    revert: ({ id }) => dev.revert(id),
    travel: ({ timeMs }) => dev.travel(timeMs),
  });
  return routes.map((route) => ({ ...route, local: true }));
}
