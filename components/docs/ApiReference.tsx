/** The API reference: /api/openapi.json, readable. */
import { useEffect, useMemo } from "react";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { type Endpoint, groupEndpoints, type OpenApiDocument } from "components/docs/endpoints";
import { api_paths } from "lib/browser/paths";
import { useOpenApi } from "lib/browser/use_api";
import styles from "components/docs/ApiReference.module.css";

export function ApiReference() {
  const { data, error, mutate } = useOpenApi<OpenApiDocument>();
  const groups = useMemo(() => (data ? groupEndpoints(data) : []), [data]);
  // The address may name an endpoint that was not there yet when the browser looked for it.
  useEffect(() => {
    if (groups.length > 0 && location.hash !== "") document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [groups]);

  if (!data && error) return <Failure error={error} onRetry={() => void mutate()} />;
  if (!data) {
    return (
      <div className={styles.page}>
        <div className={styles.index} />
        <div className={styles.body}>
          <h1 className={styles.title}>API reference</h1>
          <Skeleton what="the reference" />
        </div>
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <nav className={styles.index} aria-label="Endpoints">
        {groups.map(({ name, endpoints }) => (
          <div key={name}>
            <h2 className={styles.group}>{name}</h2>
            <ul>
              {endpoints.map(({ id, method, path }) => (
                <li key={id}>
                  <a href={`#${id}`} className={styles.entry} title={`${method} ${path}`}>
                    {path.replace("/api/", "")}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={styles.body}>
        <h1 className={styles.title}>API reference</h1>
        <p>
          {data.info.description} For machines: <a href={api_paths.openApi()}>{api_paths.openApi()}</a> (OpenAPI 3.1,
          version {data.info.version}).
        </p>
        {groups.map(({ name, endpoints }) => (
          <section key={name} aria-label={name}>
            <h2 className={styles.heading}>{name}</h2>
            {endpoints.map((endpoint) => (
              <Reference key={endpoint.id} endpoint={endpoint} />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function Reference({ endpoint }: { endpoint: Endpoint }) {
  const { id, method, path, summary, description, parameters, bodies, responses } = endpoint;
  const fine = responses.filter(({ shape }) => shape !== null);
  const others = responses.filter(({ shape }) => shape === null);
  return (
    <article id={id} className={styles.endpoint}>
      <h3 className={styles.path}>
        <span className={method === "GET" ? styles.get : styles.post}>{method}</span> <code>{path}</code>
      </h3>
      <p>
        <strong>{summary}.</strong> {description}
      </p>
      {parameters.length > 0 && (
        <dl className={styles.parameters}>
          {parameters.map((parameter) => (
            <div key={`${parameter.place} ${parameter.name}`} className={styles.parameter}>
              <dt>
                <code>{parameter.name}</code>
                <span className={styles.muted}>
                  {parameter.place}
                  {parameter.required && ", required"}
                </span>
              </dt>
              <dd>
                {parameter.description} <code className={styles.type}>{parameter.type}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {bodies.map(({ type, shape }) => (
        <div key={type}>
          <p className={styles.muted}>Body: {type}</p>
          {shape !== "object" && (
            <pre className={styles.shape} tabIndex={0}>
              {shape}
            </pre>
          )}
        </div>
      ))}
      {fine.map(({ status, description: said, shape }) => (
        <div key={status}>
          <p>
            <code className={styles.status}>{status}</code> {said}
          </p>
          {shape?.includes("\n") && (
            <details open={shape.split("\n").length <= 12}>
              <summary className={styles.muted}>Shape</summary>
              <pre className={styles.shape} tabIndex={0}>
                {shape}
              </pre>
            </details>
          )}
        </div>
      ))}
      {others.length > 0 && (
        <details>
          <summary className={styles.muted}>Other answers: {others.map(({ status }) => status).join(", ")}</summary>
          <ul className={styles.errors}>
            {others.map(({ status, description: said }) => (
              <li key={status}>
                <code className={styles.status}>{status}</code> {said}
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}
