// What a contract must tell its readers of every function: whoever writes a driver has nothing else to go by.
import type { AbiFunction, Contract } from "./model.ts";
import type { ContractProblem } from "./reader.ts";

/** What is not said of the contract's own functions: when each is called, what holds afterwards, what each of its statuses means here. */
export function undocumented(contract: Contract): ContractProblem[] {
  return contract.functions.filter((fn) => fn.from === contract.name).flatMap(missingOf);
}

function missingOf(fn: AbiFunction): ContractProblem[] {
  const at = `exports.${fn.name}`;
  const unexplained = fn.errors.filter((status) => fn.meanings?.[status] === undefined);
  return [
    ...(isEmpty(fn.description) ? [{ path: `${at}.description`, message: "says nothing: what does it do?" }] : []),
    ...(isEmpty(fn.when) ? [{ path: `${at}.x-when`, message: "is missing: when is it called?" }] : []),
    ...(isEmpty(fn.holds) ? [{ path: `${at}.x-holds`, message: "is missing: what holds afterwards?" }] : []),
    ...unexplained.map((status) => ({
      path: `${at}.x-errors.${status}`,
      message: `is not explained: say what it means here (\`x-errors: { ${status}: "…" }\`), or once for all functions (\`x-statuses\`)`,
    })),
  ];
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}
