/** Rules that people saved through the API: DynamoDB's table `log-rule`. */
import { DeleteItemCommand, type DynamoDBClient, paginateScan, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Moment, RepoName } from "lib/model/fields";
import { RuleCategory, RuleName, RulePattern, type WrittenRule } from "lib/model/failure_rule";
import { internalTable } from "lib/store/tables";
import { z } from "zod";

/** All of them go into every match, so there cannot be any number of them. */
export const saved_rules_max = 500;

const SavedRule = z.object({
  dynamoKey: z.string(), // "<owner/repo, or *>:<name>"
  name: RuleName,
  pattern: RulePattern.nullable(),
  repo: RepoName.nullable(),
  priority: z.int().nonnegative().nullable(),
  category: RuleCategory.nullish().transform((category) => category ?? null),
  saved_at: Moment,
});

export class TooManyRules extends Error {
  override name = "TooManyRules";
}

export class SavedRules {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBClient,
    table_prefix: string,
  ) {
    this.table = internalTable(table_prefix, "log-rule");
  }

  async list(): Promise<WrittenRule[]> {
    const rules: WrittenRule[] = [];
    for await (const page of paginateScan({ client: this.client }, { TableName: this.table, ConsistentRead: true })) {
      for (const item of page.Items ?? []) {
        const { name, pattern, repo, priority, category } = SavedRule.parse(unmarshall(item));
        rules.push({ name, pattern, repo, priority, category, source: "saved" });
      }
    }
    return rules;
  }

  /** @throws TooManyRules */
  async save(rule: Pick<WrittenRule, "name" | "pattern" | "repo" | "priority" | "category">): Promise<void> {
    const dynamoKey = keyOf(rule);
    const known = await this.list();
    if (known.length >= saved_rules_max && !known.some((one) => keyOf(one) === dynamoKey)) {
      throw new TooManyRules(`There are ${saved_rules_max} saved rules already`);
    }
    const { name, pattern, repo, priority, category } = rule;
    const item = { dynamoKey, name, pattern, repo, priority, category, saved_at: new Date().toISOString() };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: marshall(item) }));
  }

  /** @returns whether there was one */
  async forget(rule: Pick<WrittenRule, "name" | "repo">): Promise<boolean> {
    const { Attributes } = await this.client.send(
      new DeleteItemCommand({
        TableName: this.table,
        Key: { dynamoKey: { S: keyOf(rule) } },
        ReturnValues: "ALL_OLD",
      }),
    );
    return Attributes !== undefined;
  }
}

const keyOf = ({ repo, name }: Pick<WrittenRule, "name" | "repo">): string => `${repo?.toLowerCase() ?? "*"}:${name}`;
