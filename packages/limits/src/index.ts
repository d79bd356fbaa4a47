/*
 * How large may be what one process hands to another, in bytes unless the name says otherwise. `tools/limits.test.ts`
 * holds these against each other and against what pallets declare for their metadata. How much a process keeps or does
 * at a time is its own affair and stands where it is used. Constants apart, not one object: programs are measured, and
 * a limit that a program does not use must not change its measurement.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

// The ledger.

/** One extrinsic, its length prefix included. */
export const maxExtrinsicBytes = MiB;
/** Items of all lists in one extrinsic: four transfers for each that a block has the weight for. Each may be a byte, and an object. */
export const maxExtrinsicItems = 32_768;
/** All extrinsics of a block. Normal ones leave a quarter of it to operational ones. */
export const maxBodyBytes = 4 * MiB;
/** How many extrinsics a block may have. */
export const maxExtrinsics = 65_536;
/** Bytes that the extrinsics of a block may add to its witness, by their weights. */
export const maxWitnessBytes = 4 * MiB;
/** How many values a witness may have. */
export const maxWitnessValues = 131_072;
/** A block, its witness and what closed the round before. The author makes a block that would be larger smaller. */
export const maxProposalBytes = maxBodyBytes + maxWitnessBytes + 256 * KiB;
/** One storage key. */
export const maxKeyBytes = KiB;
/** How many validators a set may have. */
export const maxValidators = 256;

// NATS.

/** Largest message that NATS servers are configured to take. */
export const natsPayloadBytes = 8 * MiB;
/** The part of it that is left to headers and subject. */
export const natsOverheadBytes = 4 * KiB;
/** Bytes of any kind in a message that has little else in it. */
export const maxPayloadBytes = natsPayloadBytes - 64 * KiB;
/** A proposal up to this is published whole; a larger one is announced, and asked for in parts of this size. */
export const proposalPartBytes = MiB;
/** An answer of several blocks ends before or with the block that brings it above this. */
export const blocksAtOnceBytes = 2 * MiB;
/** How many blocks an answer may have. */
export const maxBlocksAtOnce = 256;
/** How many blocks that changed the validators an answer may have. */
export const maxPathBlocks = 32;
/** Events of one block in such an answer: it may hold fewer than there are, but one at least. */
export const eventsAtOnceBytes = MiB;
/** How many messages to enclaves a block may queue. */
export const maxMessages = 16_384;
/** How many keys a proof may be asked for. */
export const maxProvenKeys = 4_096;

// HTTP.

/** Largest body of a request over REST, one line of many, or a JSON-RPC message: an extrinsic in hexadecimal, more than twice. */
export const maxHttpBodyBytes = 5 * MiB;
/** Body of a request over REST whose endpoint does not say that it needs more. */
export const usualHttpBodyBytes = 16 * KiB;
/** JSON that a service reads: beginnings of objects and lists, `:` and `,`; and how deep objects and lists lie in others. */
export const maxJsonTokens = 65_536;
export const maxJsonDepth = 256;
/** Largest answer over REST, or one entry of a stream: a block decoded, or values of the state with their proof. */
export const maxHttpReplyBytes = 64 * MiB;
/** Such an answer, or entry, where its endpoint does not say that it may be larger. */
export const usualHttpReplyBytes = MiB;
/** Largest answer of JSON-RPC: a whole block in hexadecimal. */
export const maxRpcAnswerBytes = 16 * MiB;

// Enclaves and contracts.

/** One frame through an enclave's door, its header included. */
export const maxFrameBytes = 16 * MiB;
/** Messages that an enclave is handed at a time; one block may bring more. */
export const enclaveStepBytes = 4 * MiB;
/** A contract's code. */
export const maxContractCodeBytes = 512 * KiB;
/** A contract's constructor arguments, which the ledger keeps. */
export const maxConstructorBytes = 64 * KiB;
/** Effects of one of a contract's messages, of one sender's in a block together, and of all in a block. */
export const maxMessageEffects = 16;
export const maxSenderEffects = 16;
export const maxHeightEffects = 64;
/** What a contract tells everybody at a time: its name, its JSON. */
export const maxEventNameBytes = 64;
export const maxEventBytes = KiB;
/** What a contract's state may cost, in KiB, from its making on, and the most that its owner may reserve. */
export const initialStateKib = 256;
export const maxStateKib = 16 * KiB;
/** What the workers of a cluster hold: contracts, all their code, and KiB of all that their states may cost. */
export const maxClusterContracts = 1_024;
export const maxClusterCodeBytes = 64 * MiB;
export const maxClusterStateKib = 256 * KiB;
/** A command as the ledger takes it: sealed. */
export const maxSealedCommandBytes = 64 * KiB;
/** A command of a task, sealed. */
export const maxSealedTaskBytes = 8 * KiB;
/** Tasks of one contract, workers that run one each time, and blocks from one time to the next. */
export const maxTasks = 8;
export const maxTaskWorkers = 16;
export const minTaskBlocks = 5;
export const maxTaskBlocks = 10_000_000;
/** Arguments or result of one call to a contract. */
export const maxContractCallBytes = 256 * KiB;
/** Result of a command: it travels in a receipt, and all receipts are as long. */
export const maxCommandOutputBytes = 4 * KiB;
/** A sealed query or its sealed answer: such a call, padded. */
export const maxQueryBytes = MiB;
/** A request for keys, or their parts. */
export const maxKeyReleaseBytes = 16 * KiB;
/** A part of a contract's checkpoint, sealed, and parts of one: a full state and all receipts that a contract keeps. */
export const maxCheckpointPartBytes = 512 * KiB;
export const maxCheckpointParts = 512;
/** What asks another worker for such a part, and the part as it is given. */
export const maxHandOverRequestBytes = 512;
export const maxHandOverBytes = maxCheckpointPartBytes + KiB;
