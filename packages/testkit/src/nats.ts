import type { BusServiceName } from "@pha/wire";
import { natsServer } from "./servers.ts";

/** A NATS server for one test file. */
export interface TestNats extends AsyncDisposable {
  readonly url: string;
}

/**
 * A NATS server: the one `TEST_NATS_URL` names, else one started for the caller (20 ms), else a container.
 *
 * @param users - public nkeys; servers with users are always started for the caller.
 */
export const testNats = (users?: Readonly<Record<BusServiceName, string>>): Promise<TestNats> => natsServer(users);
