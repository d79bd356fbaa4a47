import { utf8 } from "@pha/codec";

/** Code that loads and does nothing, of some version. */
export const idleRuntimeCode = (specVersion: number): Uint8Array =>
  utf8(`const none=()=>{};
const version={spec_name:"idle",impl_name:"idle",authoring_version:1,spec_version:${specVersion},impl_version:0,apis:[],transaction_version:1,system_version:1};
const start=()=>({version,pallets:[],metadata:none,decodeExtrinsic:none,signingPayload:none,signatureCheck:none,chainAfter:none,validate:none,keysOf:none,blockKeys:none,startBlock:none,call:none,genesis:none,carryOver:none,fee:none,nonce:none});
export{start as instantiate};
`);
