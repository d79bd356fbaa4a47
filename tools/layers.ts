/** Layer of each member by its folder's name; imports go strictly downward. */
export const layers: Readonly<Record<string, number>> = {
  codec: 0,
  limits: 0,
  crypto: 1,
  attestation: 2,
  "contract-engine": 2,
  frame: 2,
  "light-client": 2,
  "secret-channel": 2,
  runtime: 3,
  api: 4,
  "program-kit": 4,
  "runtime-host": 4,
  wire: 4,
  "contract-kit": 5,
  enclave: 5,
  "local-infra": 5,
  sdk: 5,
  "service-kit": 5,
  solidity: 5,
  cli: 6,
  "enclave-service": 6,
  testkit: 6,
  "services/*": 7,
  "contracts/*": 7,
  devnet: 8,
  bench: 9,
  "integration-tests": 9,
};

/**
 * Floors inside a service, from the ground up: the folders and files of its `src`. Each imports only those before it.
 * The service's README says what each owns, in the same order.
 */
export const floors: Readonly<Record<string, readonly string[]>> = {
  "services/chain": [
    ...["config.ts", "errors.ts", "kit", "ledger", "db", "genesis", "heads", "lease", "votes", "telemetry.ts"],
    ...["state", "history", "pool", "memory", "finality", "publishing", "author", "recovery", "replica", "stats"],
    ...["dev", "core", "handlers", "routes", "rpc", "http.ts", "service.ts", "main.ts", "export", "replay"],
  ],
  "services/relay": [
    ...["config.ts", "errors.ts", "rule", "telemetry.ts", "validation", "voting", "finality", "recall"],
    ...["handlers", "routes", "service.ts", "main.ts"],
  ],
  "services/gatekeeper": [
    ...["config.ts", "errors.ts", "protocol.ts", "program", "enclave", "broker", "handlers", "routes"],
    ...["http.ts", "service.ts", "main.ts"],
  ],
  "services/miner": [
    ...[
      "config.ts",
      "errors.ts",
      "protocol.ts",
      "telemetry.ts",
      "program",
      "enclave",
      "handlers",
      "service.ts",
      "main.ts",
    ],
  ],
  "services/console": [...["config.ts", "errors.ts", "gateway", "build", "page", "service.ts", "main.ts"]],
  "services/governance": [
    ...["config.ts", "errors.ts", "rules", "telemetry.ts", "db", "projection", "ledger", "closing", "hooks"],
    ...["routes", "http.ts", "service.ts", "main.ts", "rebuild"],
  ],
};

/** Members that know the network's contract, not its logic: of `@pha/runtime` they import `/spec` alone. */
export const specOnly: readonly string[] = [
  "wire",
  "api",
  "sdk",
  "program-kit",
  "enclave-service",
  "cli",
  "miner",
  "gatekeeper",
];

/** Enclave programs, and what they share with their hosts: shapes and errors. */
export const programFile =
  /^(services\/\w+\/src\/(program\/.*|protocol\.ts|errors\.ts)|packages\/program-kit\/src\/.*)$/;

/** What enclave programs may import besides each other and layers 0 to 2. */
export const programsMayImport: readonly string[] = [
  "@pha/api/gatekeeper/errors",
  "@pha/api/miner/errors",
  "@pha/runtime/program",
  "@pha/program-kit",
  "@pha/enclave/program",
];

/** Libraries that one place wraps, and who else may import them. Tests may too. */
export const wrapped: Readonly<Record<string, readonly string[]>> = {
  nats: ["service-kit", "devnet"],
  pino: ["service-kit"],
  "prom-client": ["service-kit"],
  "drizzle-orm": ["service-kit"],
};
