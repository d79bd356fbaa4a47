import type { Call } from "@pha/frame";
import type { ProxyType } from "./spec.ts";

type Kind = ProxyType["type"];

/** The pallets in which the network decides. */
const governing = [
  "Democracy",
  "Council",
  "TechnicalCommittee",
  "TechnicalMembership",
  "Treasury",
  "Bounties",
  "ChildBounties",
  "Elections",
  "Tips",
];

/**
 * The calls of a type, as pallets and as `Pallet.call`. What is not listed is refused, a new pallet too. Approvals of
 * a multisig are not of these: who decides over the money of another account moves it.
 */
const allowed: Readonly<Record<Exclude<Kind, "Any">, readonly string[]>> = {
  NonTransfer: [
    "System.remark",
    "System.remark_with_event",
    "Utility",
    "Attestation",
    "Gatekeepers",
    "Clusters",
    "Certificates",
    "Preimage",
    "Multisig.as_multi_threshold_1",
    "Multisig.cancel_as_multi",
    "Proxy",
    ...governing,
  ],
  CancelProxy: ["Utility", "Proxy.reject_announcement"],
  Governance: ["Utility", "Preimage", ...governing],
  Operator: ["Utility", "Attestation", "Gatekeepers", "Clusters"],
};

/** Whether all that a proxy of one type may do, one of the other may. */
const isSuperset = (one: Kind, other: Kind): boolean =>
  one === other || one === "Any" || (one === "NonTransfer" && other !== "Any");

/**
 * Whether a proxy of a type may make a call. It makes no proxy that may do more than itself, nor ends one; only one that
 * may do anything ends all.
 */
export function passes({ type: own }: ProxyType, { type, value }: Call): boolean {
  if (own === "Any") return true;
  if (type === "Proxy") {
    if (value.type === "add_proxy" || value.type === "remove_proxy") {
      const { proxy_type } = value.value as { readonly proxy_type: ProxyType };
      if (!isSuperset(own, proxy_type.type)) return false;
    }
    if (value.type === "remove_proxies" || value.type === "kill_pure") return false;
  }
  return allowed[own].includes(type) || allowed[own].includes(`${type}.${value.type}`);
}
