/** The one way to reach ClickHouse. */
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";

export interface WarehouseSettings {
  url: string;
  username: string;
  password: string;
  database: string;
}

/** Longer than the longest query may run, so that the server's own limit speaks first. */
const request_timeout_ms = 35_000;

export function warehouseClient({ url, username, password, database }: WarehouseSettings): ClickHouseClient {
  return createClient({
    url,
    username,
    password,
    database,
    application: "hud",
    // Errors reach whoever asked, who logs them; the client's own log would say them again, on the console.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: request_timeout_ms,
    max_open_connections: 16,
    keep_alive: { enabled: true, idle_socket_ttl: 8_000 },
    clickhouse_settings: {
      date_time_input_format: "best_effort",
      date_time_output_format: "iso",
      output_format_json_quote_64bit_integers: 0,
      output_format_json_escape_forward_slashes: 0,
    },
  });
}
