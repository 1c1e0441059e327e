// What is lent to components, as the code that lends it has it.

/** What takes the lifted parameters and answers the value that is lowered. */
export type Lent = (...params: readonly unknown[]) => unknown;

/** Functions by the name of their interface, without its version, and their own. */
export type Interfaces = Readonly<Record<string, Readonly<Record<string, Lent>>>>;
