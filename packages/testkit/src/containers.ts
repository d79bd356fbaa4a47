import { type BusServiceName, natsConf } from "@pha/wire";
import { GenericContainer, type StartedTestContainer, Wait } from "testcontainers";

// Every container here is stopped by whoever started it; the reaper would be one more image to pull.
process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";

interface Server extends AsyncDisposable {
  readonly url: string;
}

/** Postgres in a container of the Docker engine that answers. */
export async function postgresContainer(): Promise<Server> {
  const started = await new GenericContainer("postgres:17")
    .withEnvironment({ POSTGRES_PASSWORD: "test" })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start();
  return server(started, `postgres://postgres:test@${started.getHost()}:${started.getMappedPort(5432)}/postgres`);
}

/** NATS in a container of the Docker engine that answers. */
export async function natsContainer(users?: Readonly<Record<BusServiceName, string>>): Promise<Server> {
  const content = natsConf({
    listen: "0.0.0.0:4222",
    ...(users === undefined ? {} : { users }),
  });
  const started = await new GenericContainer("nats:2")
    .withCopyContentToContainer([{ content, target: "/etc/nats/test.conf" }])
    .withCommand(["-c", "/etc/nats/test.conf"])
    .withExposedPorts(4222)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  return server(started, `nats://${started.getHost()}:${started.getMappedPort(4222)}`);
}

const server = (started: StartedTestContainer, url: string): Server => ({
  url,
  async [Symbol.asyncDispose]() {
    await started.stop();
  },
});
