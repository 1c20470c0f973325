// The customs of GraphQL schemas that graphql-eslint knows, for schema.graphql.
import graphql from "@graphql-eslint/eslint-plugin";

const { configs, parser } = graphql;

export default [
  {
    files: ["schema.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: "./schema.graphql" } } },
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      // Values, payloads and counts have no identifier; which records are a Node, the tests of the contract say.
      "@graphql-eslint/strict-id-in-types": "off",
      // Lists of values are no connections.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
