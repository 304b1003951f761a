/**
 * admin: everything · supervisor: calls, callers and operators, of some queues if the token says so · operator: their
 * own state and calls · program: reads what happens, and creates what its work needs.
 */
export const ROLES = ['admin', 'supervisor', 'operator', 'program'] as const;

export type Role = (typeof ROLES)[number];

/** Whose a token is. */
export type Holder = {
  /** What the token was called when it was made; null is the first admin's. */
  readonly name: string | null;
  readonly role: Role;
  /** Who that is among the operators; null unless the role is `operator`. */
  readonly operator: string | null;
  /** The queues of a supervisor; null: all. */
  readonly queues: readonly string[] | null;
};

/** Who did it, for events and entries: "supervisor olga". */
export const byOf = ({ name, role }: Holder): string => (name === null ? role : `${role} ${name}`);
