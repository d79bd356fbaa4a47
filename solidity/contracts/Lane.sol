// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FinalityClient} from "./FinalityClient.sol";
import {MerkleList, Proof} from "./MerkleList.sol";
import {Wire} from "./Wire.sol";

/// One lane between a ledger and this contract: what is believed of the ledger's messages, each once, and what is sent to it.
abstract contract Lane {
    /// The lane has no id yet: `open` gives it one.
    error NotOpen();
    /// The hash of the deployment block is no longer known: deploy anew.
    error TooLate();
    /// The message is of another lane, chain or gateway.
    error OtherLane();
    /// The message was executed or has expired.
    error NonceUsed(uint64 nonce);
    /// The message's deadline is over.
    error Expired(uint64 deadlineMs);
    /// The message may still be delivered.
    error NotExpired(uint64 deadlineMs);
    /// A deadline lies ahead, by at most thirty days.
    error BadDeadline(uint64 deadlineMs);
    error Reentered();

    /// Everything that is sent to the ledger.
    event MessageSent(uint64 indexed nonce, bytes32 indexed id, bytes message);

    uint64 private constant MAX_LIFE_MS = 30 days * 1000;

    FinalityClient public immutable client;
    bytes32 public immutable genesisHash;
    uint256 private immutable deploymentBlock = block.number;

    /// `keccak256(genesis ‖ chain id ‖ this ‖ hash of the deployment block)`; zero until the lane is open.
    bytes32 public lane;
    /// Nonce of the newest message sent; the first has 1.
    uint64 public sentNonce;
    /// Bit 1: nothing is delivered. Bit 2: nothing is sent. Control, expiry, refunds and claims go on.
    uint8 public paused;
    /// Bit `nonce & 255` of word `nonce >> 8`: the message came to its end.
    mapping(uint256 word => uint256) private usedNonces;

    /// One entry at a time: what a token or a receiver does meanwhile cannot come back in.
    bool private transient isEntered;

    modifier once() {
        if (isEntered) revert Reentered();
        isEntered = true;
        _;
        isEntered = false;
    }

    constructor(FinalityClient client_) {
        client = client_;
        genesisHash = client_.genesisHash();
    }

    /// Gives the lane its id, within 256 blocks of the deployment.
    function open() external {
        bytes32 blockHash = blockhash(deploymentBlock);
        if (blockHash == 0) revert TooLate();
        lane = keccak256(abi.encodePacked(genesisHash, block.chainid, address(this), blockHash));
    }

    function isUsed(uint64 nonce) public view returns (bool) {
        return (usedNonces[nonce >> 8] >> (nonce & 255)) & 1 == 1;
    }

    /// The id of a message that is the ledger's to this very lane, was not used, and stands under the root.
    function prove(bytes calldata message, Proof calldata proof, bytes32 root) internal view returns (bytes32 id) {
        if (lane == 0) revert NotOpen();
        if (message.length < Wire.BODY || message[0] != bytes1(Wire.VERSION)) revert Wire.BadMessage();
        if (
            Wire.word(message, 2) != genesisHash || Wire.word(message, 34) != bytes32(block.chainid)
                || Wire.word(message, 66) != Wire.pad(address(this)) || Wire.word(message, 98) != lane
        ) revert OtherLane();
        uint64 nonce = nonceOf(message);
        if (nonce == 0) revert Wire.BadMessage();
        if (isUsed(nonce)) revert NonceUsed(nonce);
        id = MerkleList.leaf(message);
        MerkleList.check(root, id, proof);
    }

    function use(bytes calldata message) internal {
        uint64 nonce = nonceOf(message);
        usedNonces[nonce >> 8] |= 1 << (nonce & 255);
    }

    function requireInTime(bytes calldata message) internal view {
        uint64 deadlineMs = uint64(Wire.number(message, Wire.DEADLINE, 64));
        if (block.timestamp * 1000 > deadlineMs) revert Expired(deadlineMs);
    }

    function requireLate(bytes calldata message) internal view {
        uint64 deadlineMs = uint64(Wire.number(message, Wire.DEADLINE, 64));
        if (block.timestamp * 1000 <= deadlineMs || deadlineMs == Wire.NEVER) revert NotExpired(deadlineMs);
    }

    /// Sends a message. The event is all of it: whoever proves the event proves the message.
    function send(uint8 kind, uint64 deadlineMs, bytes memory body) internal returns (uint64 nonce, bytes32 id) {
        if (lane == 0) revert NotOpen();
        uint256 nowMs = block.timestamp * 1000;
        bool isSane = deadlineMs > nowMs && deadlineMs <= nowMs + MAX_LIFE_MS;
        // What could stay for ever, undeliverable, could never be paid back: word of a refund alone has no deadline.
        if (!isSane && kind != Wire.REFUND) revert BadDeadline(deadlineMs);
        nonce = ++sentNonce;
        bytes memory head = abi.encodePacked(Wire.VERSION, kind, block.chainid, genesisHash);
        bytes memory place = abi.encodePacked(Wire.pad(address(this)), lane, nonce, deadlineMs);
        bytes memory message = bytes.concat(head, place, body);
        id = MerkleList.leaf(message);
        emit MessageSent(nonce, id, message);
    }

    function nonceOf(bytes calldata message) private pure returns (uint64) {
        return uint64(Wire.number(message, Wire.NONCE, 64));
    }
}
