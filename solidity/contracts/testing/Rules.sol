// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleList, Proof} from "../MerkleList.sol";
import {Commitment, Quorum, Signatures} from "../Quorum.sol";

/// The rules that everybody shares, each for itself: for vectors.
contract Rules {
    function digest(bytes32 genesisHash, Commitment calldata c) external pure returns (bytes32) {
        return Quorum.digest(genesisHash, c);
    }

    function setHash(uint64 id, bytes calldata validators) external pure returns (bytes32) {
        return Quorum.setHash(id, validators);
    }

    function checkQuorum(bytes32 message, uint64 id, bytes32 hash, Signatures calldata given) external pure {
        Quorum.check(message, id, hash, given);
    }

    function messageId(bytes calldata message) external pure returns (bytes32) {
        return MerkleList.leaf(message);
    }

    function checkProof(bytes32 root, bytes calldata message, Proof calldata proof) external pure {
        MerkleList.check(root, MerkleList.leaf(message), proof);
    }
}
