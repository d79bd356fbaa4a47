import { connect, type Hex, keypairFromUri } from "@pha/sdk";
import { Collector } from "./collector.ts";
import { announce, register } from "./prepare.ts";
import { privateServer, publicServer } from "./servers.ts";

const [id, site = "localhost", uri = "//Alice"] = process.argv.slice(2);
if (!/^0x[0-9a-f]{64}$/.test(id ?? "")) {
  console.error(
    "Usage: npm run collector --prefix contracts/web3-analytics -- CONTRACT-ID [SITE] [ACCOUNT, as //Alice]",
  );
  process.exit(1);
}
const owner = keypairFromUri(uri, "sr25519");
const network = await connect({
  chain: "http://127.0.0.1:9944",
  gatekeepers: ["http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002"],
});
const contract = network.contract(id as Hex);
await register(contract, owner, site);
const { signer } = await announce(network, contract, owner);
const collector = new Collector(contract, owner, (error) => console.error(`Not brought yet: ${error}`));
const surroundings = { contract, collector, owner, site };
const servers = [await publicServer(surroundings), privateServer(surroundings)];
const [items, dashboard] = await Promise.all(
  servers.map((server, i) => server.listen({ host: "127.0.0.1", port: 8600 + i })),
);
const renewing = setInterval(() => announce(network, contract, owner).catch(console.error), 60_000);
console.log(`Trackers of ${site} send to ${items} and believe the key ${signer}; the dashboard is at ${dashboard}`);

const end = async () => {
  clearInterval(renewing);
  await Promise.all(servers.map((server) => server.close()));
  await collector[Symbol.asyncDispose]();
  if (collector.waiting > 0) console.error(`${collector.waiting} items could not be brought, and are lost.`);
  process.exit();
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());
