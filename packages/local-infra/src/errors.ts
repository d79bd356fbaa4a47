import { defineErrors } from "@pha/codec";

/** Errors of local infrastructure: what keeps a program from starting on this machine. */
export const errors = defineErrors("local-infra", {
  ProcessFailed: { index: 0, kind: "unavailable", doc: "A process ended, or did not get ready in time." },
  NoNatsServer: {
    index: 1,
    kind: "unavailable",
    doc: "No nats-server here. Install one (Debian: apt-get install nats-server; macOS: brew install nats-server) so that it is in PATH.",
  },
  NoPostgres: {
    index: 2,
    kind: "unavailable",
    doc: "There are no Postgres binaries for this system; use Linux on x64 or arm64, or name a server yourself.",
  },
  PostgresNeedsUser: {
    index: 3,
    kind: "unavailable",
    doc: "Postgres refuses to run as root, and this system allows neither a user namespace nor a user who can reach the folder. Start as an ordinary user, or allow namespaces (sysctl user.max_user_namespaces).",
  },
});
