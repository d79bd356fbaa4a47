import { CodedError } from "@pha/codec";
import type { Streams } from "@pha/enclave-service";
import type { Telemetry } from "../telemetry.ts";

/** The same connections, of which it is told what became of each: the enclave believes nothing of that, and tells nobody. */
export const watchStreams = (streams: Streams, telemetry: Telemetry): Streams => ({
  ...streams,
  async connect(place) {
    try {
      const stream = await streams.connect(place);
      telemetry.connected();
      return stream;
    } catch (error) {
      if (error instanceof CodedError) telemetry.notConnected(error);
      throw error;
    }
  },
});
