export { type Anvil, type AnvilOptions, startAnvil } from "./anvil.ts";
export { type Child, type ChildOptions, startChild } from "./child.ts";
export { findProgram, lackingDebian, unpackDebian } from "./debian.ts";
export { errors } from "./errors.ts";
export { type Nats, type NatsOptions, startNats } from "./nats.ts";

export { freePort, rememberedPort } from "./port.ts";
export { type Postgres, type PostgresOptions, startPostgres } from "./postgres.ts";
export { type ProcessOptions, startProcess } from "./process.ts";
export { lastLines, type ReadyOptions, untilReady } from "./ready.ts";
