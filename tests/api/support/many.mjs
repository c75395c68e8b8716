// How rows are made by the thousand: in SQL, with identifiers that are known without asking.

/** An instant long ago. */
export const T = 1_780_000_000_000;

/** The SQL of an id: a kind of thing and its number. */
export const id = (kind, n) => `printf('${kind.padStart(8, "0")}-0000-7000-8000-%012x', ${n})`;
export const idOf = (kind, n) => `${kind.padStart(8, "0")}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** `n` from `first` to a number, in a table `c`. */
export const upTo = (n, first = 1) => `WITH RECURSIVE c (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM c WHERE n < ${n})`;

/** Kinds of things that are asked for by their id. */
export const INNOVATION = "1", PERSON = "2", EDITION = "3", ENTRY = "4", ASSIGNMENT = "5", ACTIVITY = "8";

/** The administrator. */
export const ADMIN = idOf(PERSON, 1);
