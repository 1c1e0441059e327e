// What a rule of the executor is: a program that may run, and exactly which arguments it may get.

/** What a parameter's value must be. A value is one text; a list has several. */
export type ParameterType =
  | { readonly type: "integer"; readonly min: number; readonly max: number }
  | { readonly type: "enum"; readonly values: readonly string[] }
  | { readonly type: "name"; readonly pattern: RegExp; readonly lengthMax: number; readonly leadingDash: boolean }
  | { readonly type: "path"; readonly root: string; readonly must: PathMust }
  | { readonly type: "address"; readonly form: AddressForm };

export const PATH_MUSTS = ["any", "file", "directory", "absent"] as const;
/** What must be at a path: nothing is said by `any`. */
export type PathMust = (typeof PATH_MUSTS)[number];

export const ADDRESS_FORMS = ["ip", "ipv4", "ipv6", "cidr", "mac", "ip-or-cidr"] as const;
export type AddressForm = (typeof ADDRESS_FORMS)[number];

/** One parameter of a rule. */
export interface Parameter {
  readonly of: ParameterType;
  readonly optional: boolean;
  /** Set when it takes several values. */
  readonly list?: { readonly countMin: number; readonly countMax: number };
}

/** A piece of an argument: literal text, or the name of a parameter. */
export type Piece = { readonly literal: string } | { readonly parameter: string };
/** One argument; the pieces are joined and never split. */
export type Argument = readonly Piece[];
/** One item of the template: an argument, or several that stand or fall together. */
export interface TemplateItem {
  readonly group: boolean;
  readonly arguments: readonly Argument[];
}

interface RuleBase {
  readonly id: string;
  readonly description: string;
  /** Absolute; the first of the rule's programs that is there. */
  readonly binary: string;
  readonly template: readonly TemplateItem[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Undefined: it reads nothing. */
  readonly stdinBytesMax: number | undefined;
  /** Undefined: the executor's own. */
  readonly user: { readonly uid: number; readonly gid: number; readonly name: string } | undefined;
  /** Names without `cap_`; `all` keeps what the executor has. */
  readonly capabilities: readonly string[];
  /** All of it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Why it cannot be used on this machine; undefined when it can. */
  readonly problem: string | undefined;
}

export interface CommandRule extends RuleBase {
  readonly type: "command";
  readonly timeoutMs: number;
  /** Of each of the two outputs. */
  readonly outputBytesMax: number;
  readonly exitCodes: readonly number[];
}

export interface DaemonRule extends RuleBase {
  readonly type: "daemon";
  /** How long it must live to count as started. */
  readonly startGraceMs: number;
  /** How long it may take to end when it is asked to. */
  readonly stopTimeoutMs: number;
  readonly reloadSignal: NodeJS.Signals;
}

export type Rule = CommandRule | DaemonRule;

/** The name that a daemon's argv may use for its instance, without declaring it. */
export const INSTANCE = "instance";
