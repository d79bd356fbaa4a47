// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Where a message stands in the ledger's list of all messages.
struct Proof {
    /// How many messages the list had.
    uint32 count;
    /// From 0.
    uint32 index;
    /// From the leaf up; none where a node was promoted.
    bytes32[] siblings;
}

/// The ledger's list of messages: leaf `H(0x00 ‖ bytes)`, node `H(0x01 ‖ left ‖ right)`, an odd node is promoted, root
/// `H(0x02 ‖ u32 count ‖ top)`, H = keccak256.
library MerkleList {
    /// The message is not at this place of the list with the root that is believed.
    error NotProven();

    /// A message's id, which is its leaf.
    function leaf(bytes memory message) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0), message));
    }

    /// Reverts unless the leaf is at its place under the root.
    function check(bytes32 root, bytes32 node, Proof calldata proof) internal pure {
        uint256 place = proof.index;
        uint256 width = proof.count;
        uint256 used;
        if (place >= width) revert NotProven();
        for (; width > 1; width = (width + 1) >> 1) {
            if (place & 1 == 1 || place + 1 < width) {
                if (used == proof.siblings.length) revert NotProven();
                bytes32 sibling = proof.siblings[used++];
                node = place & 1 == 1 ? join(sibling, node) : join(node, sibling);
            }
            place >>= 1;
        }
        bool isWhole = used == proof.siblings.length;
        if (!isWhole || keccak256(abi.encodePacked(uint8(2), proof.count, node)) != root) revert NotProven();
    }

    function join(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 1)
            mstore(add(free, 1), left)
            mstore(add(free, 33), right)
            node := keccak256(free, 65)
        }
    }
}
