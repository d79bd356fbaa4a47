export { errors } from "@pha/api/miner/errors";
