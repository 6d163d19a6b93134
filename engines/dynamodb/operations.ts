/** The DynamoDB API (DynamoDB_20120810): each supported operation's validation and what it does. */
import { unknownOperation, serializationException, validationException } from "engines/dynamodb/api_error";
import {
  isWireError,
  runAction,
  store_options,
  type Action,
  type RequestData,
  type Validation,
} from "engines/dynamodb/dynalite_store";
import type { Engine } from "engines/dynamodb/engine";
import { create_table_request, stream_view_type, update_table_request } from "engines/dynamodb/table_description";
import batch_get_item from "dynalite/actions/batchGetItem.js";
import batch_write_item from "dynalite/actions/batchWriteItem.js";
import delete_item from "dynalite/actions/deleteItem.js";
import get_item from "dynalite/actions/getItem.js";
import put_item from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import update_item from "dynalite/actions/updateItem.js";
import batch_get_item_validation from "dynalite/validations/batchGetItem.js";
import batch_write_item_validation from "dynalite/validations/batchWriteItem.js";
import create_table_validation from "dynalite/validations/createTable.js";
import delete_item_validation from "dynalite/validations/deleteItem.js";
import delete_table_validation from "dynalite/validations/deleteTable.js";
import describe_table_validation from "dynalite/validations/describeTable.js";
import get_item_validation from "dynalite/validations/getItem.js";
import validations from "dynalite/validations/index.js";
import list_tables_validation from "dynalite/validations/listTables.js";
import put_item_validation from "dynalite/validations/putItem.js";
import query_validation from "dynalite/validations/query.js";
import scan_validation from "dynalite/validations/scan.js";
import update_item_validation from "dynalite/validations/updateItem.js";
import update_table_validation from "dynalite/validations/updateTable.js";
import { z } from "zod";

interface Operation {
  validation: Validation;
  run: (engine: Engine, data: RequestData) => Promise<object>;
}

const item_operation = (action: Action, validation: Validation): Operation => ({
  validation,
  run: (engine, data) => runAction(engine, action, data).result,
});

/** dynalite 4.0.0 does not know `ReturnValuesOnConditionCheckFailure`: the item found goes along with the refusal. */
const conditional_write = (action: Action, validation: Validation): Operation => ({
  validation: {
    ...validation,
    types: {
      ...validation.types,
      ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] },
    },
  },
  run: async (engine, { ReturnValuesOnConditionCheckFailure: wanted, ...data }) => {
    const { result, store } = runAction(engine, action, data);
    if (wanted !== "ALL_OLD") return result;
    return result.catch((error: unknown) => {
      if (isWireError(error) && store.found !== undefined && isConditionalCheckFailed(error.body)) {
        error.body["Item"] = store.found;
      }
      throw error;
    });
  },
});

const isConditionalCheckFailed = (body: Record<string, unknown>) =>
  String(body["__type"]).endsWith("#ConditionalCheckFailedException");

/** dynalite does not know streams: their specification is checked by its rules all the same. */
const stream_types = {
  StreamSpecification: {
    type: "FieldStruct<StreamSpecification>",
    children: {
      StreamEnabled: { type: "Boolean", notNull: true },
      StreamViewType: { type: "String", enum: stream_view_type.options },
    },
  },
};

const table_name = z.object({ TableName: z.string() });
const list_request = z.object({ Limit: z.number().default(100), ExclusiveStartTableName: z.string().default("") });

const operations = new Map<string, Operation>(
  Object.entries({
    GetItem: item_operation(get_item, get_item_validation),
    PutItem: conditional_write(put_item, put_item_validation),
    UpdateItem: conditional_write(update_item, update_item_validation),
    DeleteItem: conditional_write(delete_item, delete_item_validation),
    BatchGetItem: item_operation(batch_get_item, batch_get_item_validation),
    BatchWriteItem: item_operation(batch_write_item, batch_write_item_validation),
    Query: item_operation(query, query_validation),
    Scan: item_operation(scan, scan_validation),
    CreateTable: {
      validation: { ...create_table_validation, types: { ...create_table_validation.types, ...stream_types } },
      run: async ({ tables }, data) => ({ TableDescription: await tables.create(create_table_request.parse(data)) }),
    },
    UpdateTable: {
      validation: {
        types: { ...update_table_validation.types, ...stream_types },
        // dynalite's rule that something must be updated has not heard of streams.
        custom: (data, store) =>
          data["StreamSpecification"] !== undefined && Object.keys(data).length === 2
            ? undefined
            : update_table_validation.custom?.(data, store),
      },
      run: async ({ tables }, data) => ({ TableDescription: await tables.update(update_table_request.parse(data)) }),
    },
    DeleteTable: {
      validation: delete_table_validation,
      run: async ({ tables }, data) => ({ TableDescription: await tables.delete(table_name.parse(data).TableName) }),
    },
    DescribeTable: {
      validation: describe_table_validation,
      run: async ({ tables }, data) => ({ Table: tables.get(table_name.parse(data).TableName).description }),
    },
    DescribeTimeToLive: {
      validation: describe_table_validation,
      run: async ({ tables }, data) => {
        tables.get(table_name.parse(data).TableName);
        return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
      },
    },
    ListTables: {
      validation: list_tables_validation,
      run: async ({ tables }, data) => {
        const { Limit, ExclusiveStartTableName } = list_request.parse(data);
        const names = tables.names().filter((name) => name > ExclusiveStartTableName);
        const TableNames = names.slice(0, Limit);
        return { TableNames, ...(names.length > Limit && { LastEvaluatedTableName: TableNames.at(-1) }) };
      },
    },
  } satisfies Record<string, Operation>),
);

/** Answers one request of the DynamoDB API, or throws its error. */
export async function callDynamodb(engine: Engine, name: string, body: unknown): Promise<string> {
  const operation = operations.get(name);
  if (operation === undefined) {
    const supported = [...operations.keys()].join(", ");
    throw unknownOperation(`The embedded DynamoDB does not support ${name}; it supports ${supported}`);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw serializationException("The request body must be an object");
  const { types, custom } = operation.validation;
  const data = validations.checkTypes(body, types);
  validations.checkValidations(data, types, custom, { options: store_options });
  try {
    return JSON.stringify(await operation.run(engine, data));
  } catch (error) {
    if (error instanceof z.ZodError) throw validationException(z.prettifyError(error));
    throw error;
  }
}
