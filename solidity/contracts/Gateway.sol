// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChainBridgeDoor} from "./ChainBridgeDoor.sol";
import {Control} from "./Control.sol";
import {FinalityClient} from "./FinalityClient.sol";
import {Lane} from "./Lane.sol";
import {MerkleList, Proof} from "./MerkleList.sol";
import {Outbound} from "./Outbound.sol";
import {Wire} from "./Wire.sol";

/// A contract that takes messages from the ledger: nothing else is ever called for one.
interface IBridgeReceiver {
    /// `source`: the ledger's genesis hash; `sender`: who sent it there.
    function onBridgeMessage(bytes32 source, bytes32 sender, bytes calldata payload) external;
}

/// The end of a lane on an EVM chain. What leaves it leaves by the ledger's proven word, each message once; nobody owns
/// it, and nothing of its code can be replaced.
contract Gateway is Outbound, Control, ChainBridgeDoor {
    /// Messages of this kind do not come this way.
    error WrongKind(uint8 kind);
    /// So much was not announced, or less than the delay ago.
    error Delayed(uint256 announced);
    /// Nothing that was sent from here, or its end was told already.
    error NotSent(bytes32 id);
    error NotFailed(bytes32 id);

    event Announced(bytes32 indexed id, uint256 from);
    event Executed(uint64 indexed nonce, bytes32 indexed id);
    /// A receiver reverted with all of its gas: anybody may try again.
    event Failed(bytes32 indexed id);
    event MessageExpired(bytes32 indexed id);
    event Refunded(bytes32 indexed id);

    /// How long a transfer above its asset's threshold waits after it was announced.
    uint256 public constant RELEASE_DELAY = 6 hours;

    mapping(bytes32 id => uint256 time) public announcedAt;
    mapping(bytes32 id => bool) public isFailed;

    constructor(FinalityClient client, address guardian, uint8 chainBridgeDomain)
        Lane(client)
        Control(guardian)
        ChainBridgeDoor(chainBridgeDomain)
    {}

    /// Executes a message of the ledger. `reward` gets the fee of a transfer.
    function deliver(bytes calldata message, Proof calldata proof, address reward) external once {
        bytes32 id = prove(message, proof, client.liveRoot());
        requireInTime(message);
        use(message);
        uint8 kind = uint8(message[1]);
        emit Executed(uint64(Wire.number(message, Wire.NONCE, 64)), id);
        if (kind == Wire.CONTROL) return obey(message);
        if (paused & INBOUND != 0) revert Paused();
        if (kind == Wire.TRANSFER) release(message, id, reward);
        else if (kind == Wire.CONTRACT_MESSAGE) hand(message, id);
        else revert WrongKind(kind);
    }

    /// Begins the wait of a transfer above its asset's threshold.
    function announce(bytes calldata message, Proof calldata proof) external {
        bytes32 id = prove(message, proof, client.liveRoot());
        if (announcedAt[id] != 0) return;
        announcedAt[id] = block.timestamp;
        emit Announced(id, block.timestamp + RELEASE_DELAY);
    }

    /// Ends a message that came too late, and sends word of it, on which the ledger pays back. `reward`: the account of the
    /// ledger that gets its fee there. The root may be old: nothing leaves here.
    function expire(bytes calldata message, Proof calldata proof, bytes32 reward) external once {
        bytes32 id = prove(message, proof, client.knownRoot());
        uint8 kind = uint8(message[1]);
        if (kind >= Wire.CONTROL) revert WrongKind(kind);
        requireLate(message);
        use(message);
        emit MessageExpired(id);
        send(Wire.REFUND, Wire.NEVER, abi.encodePacked(id, reward));
    }

    /// Pays back what was sent from here and came too late there. `original`: the message that was sent.
    function refund(bytes calldata message, Proof calldata proof, bytes calldata original) external once {
        prove(message, proof, client.liveRoot());
        if (uint8(message[1]) != Wire.REFUND) revert WrongKind(uint8(message[1]));
        if (message.length != Wire.BODY + 64) revert Wire.BadMessage();
        bytes32 id = Wire.word(message, Wire.BODY);
        if (!isSent[id] || MerkleList.leaf(original) != id) revert NotSent(id);
        use(message);
        isSent[id] = false;
        emit Refunded(id);
        if (uint8(original[1]) != Wire.TRANSFER) return;
        (bytes32 asset, uint128 amount, uint128 fee) = amounts(original);
        unlockFor(asset, amount);
        address sender = Wire.account(Wire.word(original, Wire.BODY + 64));
        bytes32 reward = Wire.word(message, Wire.BODY + 32);
        // Whoever told that it expired named any bytes: those that are no account here keep nobody's money.
        if (!Wire.isAccount(reward)) return payOrOwe(asset, sender, amount);
        payOrOwe(asset, sender, amount - fee);
        payOrOwe(asset, Wire.account(reward), fee);
    }

    /// Pays what a token refused to pay out, to its owner.
    function claim(bytes32 asset, address who) external once {
        claimOwed(asset, who, who);
    }

    /// Pays it to somebody whom the owner names.
    function claimTo(bytes32 asset, address to) external once {
        claimOwed(asset, msg.sender, to);
    }

    /// Tries a message again that its receiver refused.
    function retry(bytes calldata message) external once {
        bytes32 id = MerkleList.leaf(message);
        if (!isFailed[id]) revert NotFailed(id);
        if (paused & INBOUND != 0) revert Paused();
        isFailed[id] = false;
        hand(message, id);
    }

    function release(bytes calldata message, bytes32 id, address reward) private {
        if (message.length != Wire.BODY + 130 || Wire.number(message, Wire.BODY + 128, 16) != 0) revert Wire.BadMessage();
        (bytes32 asset, uint128 amount, uint128 fee) = amounts(message);
        if (fee >= amount) revert Wire.BadMessage();
        address to = Wire.account(Wire.word(message, Wire.BODY + 96));
        if (amount > known(asset).threshold) {
            uint256 since = announcedAt[id];
            if (since == 0 || block.timestamp < since + RELEASE_DELAY) revert Delayed(since);
        }
        draw(asset, amount);
        payOrOwe(asset, to, amount - fee);
        payOrOwe(asset, Wire.account(Wire.pad(reward)), fee);
    }

    function hand(bytes calldata message, bytes32 id) private {
        bytes calldata payload = Wire.tail(message, Wire.BODY + 72, 32);
        address to = Wire.account(Wire.word(message, Wire.BODY + 32));
        uint256 gasLimit = Wire.number(message, Wire.BODY + 64, 64);
        bytes32 sender = Wire.word(message, Wire.BODY);
        bytes memory data = abi.encodeCall(IBridgeReceiver.onBridgeMessage, (genesisHash, sender, payload));
        requireGas(gasLimit);
        bool isDone = to.code.length > 0;
        if (isDone) {
            assembly ("memory-safe") {
                isDone := call(gasLimit, to, 0, add(data, 32), mload(data), 0, 0)
            }
        }
        if (isDone) return;
        isFailed[id] = true;
        emit Failed(id);
    }

    function amounts(bytes calldata message) private pure returns (bytes32 asset, uint128 amount, uint128 fee) {
        asset = Wire.word(message, Wire.BODY);
        amount = uint128(Wire.number(message, Wire.BODY + 32, 128));
        fee = uint128(Wire.number(message, Wire.BODY + 48, 128));
    }
}
