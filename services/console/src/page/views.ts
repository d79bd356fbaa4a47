import type { LoadView } from "./shell/lazy.tsx";

/** A view, by the first word of its address. */
export interface View {
  readonly load: LoadView;
  /** What the navigation calls it; what is found through others has no name there. */
  readonly title?: string;
}

const views: Readonly<Record<string, View>> = {
  overview: { title: "Overview", load: async () => (await import("./views/overview/overview.tsx")).Overview },
  explorer: { title: "Explorer", load: async () => (await import("./views/explorer/explorer.tsx")).Explorer },
  wallet: { title: "Wallet", load: async () => (await import("./views/wallet/wallet.tsx")).Wallet },
  compute: { title: "Compute", load: async () => (await import("./views/compute/compute.tsx")).Compute },
  governance: {
    title: "Governance",
    load: async () => (await import("./views/governance/governance.tsx")).Governance,
  },
  contracts: { title: "Contracts", load: async () => (await import("./views/contracts/contracts.tsx")).Contracts },
  security: { title: "Security", load: async () => (await import("./views/security/security.tsx")).Security },
  search: { load: async () => (await import("./views/explorer/found.tsx")).Found },
  block: { load: async () => (await import("./views/explorer/block.tsx")).BlockView },
  extrinsic: { load: async () => (await import("./views/explorer/extrinsic.tsx")).ExtrinsicView },
  account: { load: async () => (await import("./views/explorer/account.tsx")).AccountView },
  event: { load: async () => (await import("./views/explorer/event.tsx")).EventView },
  events: { load: async () => (await import("./views/explorer/events.tsx")).EventsView },
  contract: { load: async () => (await import("./views/explorer/contract.tsx")).ContractView },
  worker: { load: async () => (await import("./views/explorer/worker.tsx")).WorkerView },
  referendum: { load: async () => (await import("./views/explorer/referendum.tsx")).ReferendumView },
};

/** The view of that name, if there is one. */
export const findView = (name: string): View | undefined => (Object.hasOwn(views, name) ? views[name] : undefined);

/** What the navigation lists: address and title. */
export const listed: readonly (readonly [name: string, title: string])[] = Object.entries(views).flatMap(
  ([name, { title }]) => (title === undefined ? [] : [[name, title] as const]),
);
