export { errors } from "@pha/api/gatekeeper/errors";
