// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What a validator signs when it votes for a block of the ledger.
struct Commitment {
    uint32 number;
    uint32 round;
    bytes32 blockHash;
    bytes32 stateRoot;
    uint64 timeMs;
    /// Root of the list of all messages that the ledger ever queued.
    bytes32 outboundRoot;
    /// The set that signs this.
    uint64 setId;
    /// Hash of the set that certifies `number + 1`.
    bytes32 nextSetHash;
}

/// Who signed a commitment.
struct Signatures {
    /// The whole set, in its order: 20 bytes for each validator.
    bytes validators;
    /// Bit `i` is set when validator `i` signed.
    uint256 signers;
    /// `r ‖ s ‖ v` of each signer, in the order of the set; `v` is 0 or 1.
    bytes signatures;
}

/// The rules of the ledger's certificates, as its own light clients have them.
library Quorum {
    /// The validators are not those of the set that is in office.
    error WrongSet(bytes32 expected, bytes32 actual);
    /// The bits name nobody of the set, or not as many as signed.
    error BadSigners();
    /// Fewer signed than `n − ⌊(n−1)/3⌋`.
    error ShortQuorum(uint256 signers, uint256 quorum);
    /// The signature is a second form of one that exists: s is above half of the curve's order.
    error HighS(uint256 validator);
    /// The signature is not this validator's over this commitment of this ledger.
    error BadSignature(uint256 validator);

    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
    uint256 private constant ADDRESS = 20;
    uint256 private constant SIGNATURE = 65;

    /// The 32 bytes under a vote's signature.
    function digest(bytes32 genesisHash, Commitment calldata c) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                "phala/commitment/v1",
                genesisHash,
                c.number,
                c.round,
                c.blockHash,
                c.stateRoot,
                c.timeMs,
                c.outboundRoot,
                c.setId,
                c.nextSetHash
            )
        );
    }

    /// `keccak256(u64 set id ‖ u32 n ‖ 20-byte addresses)`.
    function setHash(uint64 id, bytes memory validators) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(id, uint32(validators.length / ADDRESS), validators));
    }

    /// Reverts unless a quorum of the set with this id and hash signed `message`.
    function check(bytes32 message, uint64 id, bytes32 hash, Signatures calldata given) internal pure {
        bytes32 actual = setHash(id, given.validators);
        if (actual != hash) revert WrongSet(hash, actual);
        uint256 n = given.validators.length / ADDRESS;
        uint256 count = given.signatures.length / SIGNATURE;
        uint256 quorum = n - (n - 1) / 3;
        if (given.signatures.length % SIGNATURE != 0 || (n < 256 && given.signers >> n != 0)) revert BadSigners();
        if (count < quorum) revert ShortQuorum(count, quorum);
        uint256 used;
        for (uint256 i; i < n; ++i) {
            if ((given.signers >> i) & 1 == 0) continue;
            if (used == count) revert BadSigners();
            checkOne(message, i, used++, given.validators, given.signatures);
        }
        if (used != count) revert BadSigners();
    }

    function checkOne(bytes32 message, uint256 validator, uint256 place, bytes calldata validators, bytes calldata signatures)
        private
        pure
    {
        address expected;
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            expected := shr(96, calldataload(add(validators.offset, mul(validator, ADDRESS))))
            let from := add(signatures.offset, mul(place, SIGNATURE))
            r := calldataload(from)
            s := calldataload(add(from, 32))
            v := byte(0, calldataload(add(from, 64)))
        }
        if (uint256(s) > HALF_ORDER) revert HighS(validator);
        if (v > 1) revert BadSignature(validator);
        address actual = ecrecover(message, v + 27, r, s);
        if (actual == address(0) || actual != expected) revert BadSignature(validator);
    }
}
