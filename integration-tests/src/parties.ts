import { keypairFromUri } from "@pha/crypto/node";

const account = (uri: string) => keypairFromUri(uri, "sr25519");

/** People of the stories. Their keys are published with the development phrase. */
export const alice = account("//Alice");
export const bob = account("//Bob");
export const charlie = account("//Charlie");
export const dave = account("//Dave");
export const eve = account("//Eve");
