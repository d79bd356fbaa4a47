import { dstackSocket } from "@pha/enclave";
import {
  accountUri,
  choice,
  envPrefix,
  list,
  type NatsConfig,
  type NetworkConfig,
  natsSettings,
  networkSettings,
  path,
  type Secret,
  type Settings,
  secret,
} from "@pha/service-kit/config";

/** What an enclave program runs on. */
const enclaveKinds = ["emulated", "dstack"] as const;
type EnclaveKind = (typeof enclaveKinds)[number];

/** Settings of every service around an enclave program. */
export interface HostingConfig extends NatsConfig, NetworkConfig {
  readonly program: string;
  readonly dataDir: string;
  readonly enclave: EnclaveKind;
  readonly dstackSocket: string;
  readonly operator: Secret<readonly string[]>;
}

/** Declares the settings of a service around an enclave program. */
export const hostingSettings = (service: string): Settings<HostingConfig> => ({
  ...natsSettings(service),
  ...networkSettings(service),
  program: { env: `${envPrefix(service)}PROGRAM`, parse: path, doc: "Path of the enclave program's bundle." },
  dataDir: {
    env: `${envPrefix(service)}DATA_DIR`,
    parse: path,
    doc: "Folder of the platform's slots and seals; replicas on one machine may share it, each locks a slot.",
  },
  enclave: {
    env: `${envPrefix(service)}ENCLAVE`,
    parse: choice(enclaveKinds),
    default: "emulated",
    doc: "What the program runs on: an emulated platform, for development, or this dstack machine (Intel TDX).",
  },
  dstackSocket: {
    env: `${envPrefix(service)}DSTACK_SOCKET`,
    parse: path,
    default: dstackSocket,
    doc: "Socket of dstack's guest agent.",
  },
  operator: {
    env: `${envPrefix(service)}OPERATOR`,
    parse: secret(list(accountUri)),
    doc: "Secret URI of the account that registers the enclave and pays for it; of several, slots take one each in turn.",
  },
});
