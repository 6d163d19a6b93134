/** Types for the parts of npm dynalite 4.0.0 that the sidecar builds on: its validations and its item actions. */

declare module "dynalite/package.json" {
  const dynalite_package: { version: string };
  export default dynalite_package;
}

declare module "dynalite/db/index.js" {
  import type { Item } from "engines/dynamodb/attribute_value";
  import type { SecondaryIndex, TableDescription } from "engines/dynamodb/table_description";

  interface Db {
    /** What an item's change means for secondary indexes; pure. */
    getIndexActions(
      indexes: readonly SecondaryIndex[],
      existing: Item | undefined,
      item: Item | undefined,
      table: TableDescription,
    ): {
      puts: { index: string; key: string; item: Item }[];
      deletes: { index: string; key: string }[];
    };
  }
  const db: Db;
  export default db;
}

declare module "dynalite/validations/index.js" {
  import type { RequestData, Validation } from "engines/dynamodb/dynalite_store";

  interface Validations {
    /** Keeps the known fields of a request; throws a wire error on a field of the wrong JSON type. */
    checkTypes(data: unknown, types: Validation["types"]): RequestData;
    /** Applies length, enum and pattern rules, then the operation's own; throws a wire error. */
    checkValidations(
      data: RequestData,
      types: Validation["types"],
      custom: Validation["custom"],
      store: { options: { maxItemSize: number } },
    ): void;
  }
  const validations: Validations;
  export default validations;
}

declare module "dynalite/validations/*.js" {
  import type { Validation } from "engines/dynamodb/dynalite_store";

  const validation: Validation;
  export default validation;
}

declare module "dynalite/actions/*.js" {
  import type { Action } from "engines/dynamodb/dynalite_store";

  const action: Action;
  export default action;
}
