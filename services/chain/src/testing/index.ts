export { type PutBlock, putBlock } from "./put-block.ts";
export { sumOfBalances } from "./sum-of-balances.ts";
export { type Ground, key, openGround, sign, transfer } from "./test-chain.ts";
