import { parseAbi } from "viem";

/** An asset whose home is another chain. */
export const wrappedTokenAbi = parseAbi([
  "constructor(address gateway_, string name_, string symbol_, uint8 decimals_)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function balanceOf(address who) view returns (uint256)",
  "function burnFrom(address from, uint256 amount) returns (bool)",
  "function decimals() view returns (uint8)",
  "function gateway() view returns (address)",
  "function mint(address to, uint256 amount) returns (bool)",
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function totalSupply() view returns (uint256)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function transferFrom(address from, address to, uint256 amount) returns (bool)",
  "event Approval(address indexed owner, address indexed spender, uint256 amount)",
  "event Transfer(address indexed from, address indexed to, uint256 amount)",
  "error NoAccount()",
  "error NotEnough(uint256 available, uint256 asked)",
  "error NotGateway()",
]);

/** A token of development chains. */
export const testTokenAbi = parseAbi([
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function balanceOf(address who) view returns (uint256)",
  "function decimals() view returns (uint8)",
  "function mint(address to, uint256 amount)",
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function totalSupply() view returns (uint256)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function transferFrom(address from, address to, uint256 amount) returns (bool)",
  "event Transfer(address indexed from, address indexed to, uint256 amount)",
  "error NotEnough()",
]);
