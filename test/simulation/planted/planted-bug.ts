/** One change of one file: `find` stands there exactly once. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

/**
 * A bug as somebody might write it, in the source of the product. `crashes`: it shows where a process is killed, which
 * then happens once in each world. `nodes`: where one of two nodes dies.
 */
export type PlantedBug = {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly crashes?: boolean;
  readonly nodes?: boolean;
};

export const bug = (name: string, file: string, find: string, replace: string): PlantedBug => ({
  name,
  edits: [{ file: `src/${file}`, find, replace }],
});
