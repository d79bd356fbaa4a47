import { defineErrors } from "@pha/codec";

/** Errors of starting a network on this machine. */
export const errors = defineErrors("devnet", {
  AlreadyRunning: { index: 0, kind: "conflict", doc: "This network is already running." },
  PortTaken: {
    index: 1,
    kind: "conflict",
    doc: "Another program listens on a port of the network.",
  },
  NetworkChanged: { index: 2, kind: "conflict", doc: "The data folder belongs to a network of other programs." },
  BadArguments: { index: 3, kind: "invalid", doc: "npm start does not know this argument; see npm start -- --help." },
  StartInterrupted: { index: 4, kind: "unavailable", doc: "The start was interrupted." },
  NoExport: { index: 5, kind: "invalid", doc: "The folder holds no spec.json and runtime.mjs of an exported state." },
  BadDataFolder: {
    index: 6,
    kind: "invalid",
    doc: "The network cannot keep its data there: name a folder that this user may write to, or one that can be made.",
  },
});
