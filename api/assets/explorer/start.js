"use strict";

// What a first visitor finds in the editor.
const DEFAULT_QUERY = `# Kembar, the sister city registry.
# Ctrl-Enter runs the query;
# the book opens the documentation.
{
  statistics {
    partnerships {
      count
    }
  }
}
`;

async function send(parameters, { headers = {} } = {}) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      ...headers,
      "Accept": "application/graphql-response+json",
      "Content-Type": "application/json",
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

// A page of the service leads here with its own name and the variables it was asked with.
async function behindPage(address) {
  const name = address.get("page");
  if (!name) return {};
  const response = await fetch(`/explorer/pages/${encodeURIComponent(name)}`);
  if (!response.ok) return {};
  return { query: await response.text(), variables: address.get("variables") ?? "" };
}

behindPage(new URLSearchParams(location.search)).then((page) =>
  ReactDOM.createRoot(document.getElementById("explorer")).render(
    React.createElement(GraphiQL, { fetcher: send, defaultQuery: DEFAULT_QUERY, ...page }),
  ),
);
