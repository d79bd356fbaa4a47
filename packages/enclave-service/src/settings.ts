import {
  envPrefix,
  type NatsConfig,
  type NetworkConfig,
  natsSettings,
  networkSettings,
  path,
  type Secret,
  type Settings,
  secret,
  text,
} from "@pha/service-kit/config";

/** Settings of every service around an enclave program. */
export interface HostingConfig extends NatsConfig, NetworkConfig {
  readonly program: string;
  readonly dataDir: string;
  readonly operator: Secret<string>;
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
  operator: {
    env: `${envPrefix(service)}OPERATOR`,
    parse: secret(text),
    doc: "Secret URI of the account that registers the enclave and pays for it.",
  },
});
