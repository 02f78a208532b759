#!/bin/bash
# Sets the passwords of kibana_system and logstash_internal to what the secrets say; the same result each time it runs.
# Passwords go to curl through files and stdin, so they are in no argument.
set -u
base=http://127.0.0.1:9200
as_elastic=$(mktemp)
chmod 600 "$as_elastic"
trap 'rm -f "$as_elastic"' EXIT
printf 'user = "elastic:%s"\n' "$(cat /run/secrets/elastic_password)" >"$as_elastic"

put() { # put <path>, the body on stdin
  curl -fsS -o /dev/null -K "$as_elastic" -X PUT -H 'Content-Type: application/json' --data-binary @- "$base$1"
}

until curl -fsS -o /dev/null -K "$as_elastic" "$base/_cluster/health?wait_for_status=yellow&timeout=5s" 2>/dev/null; do
  sleep 1
done

printf '{"password":"%s"}' "$(cat /run/secrets/kibana_system_password)" |
  put /_security/user/kibana_system/_password &&
  put /_security/role/logstash_writer <<'JSON' &&
{
  "cluster": ["monitor", "manage_index_templates", "manage_ilm"],
  "indices": [{ "names": ["logs-*"], "privileges": ["auto_configure", "create_doc", "create_index", "view_index_metadata"] }]
}
JSON
  printf '{"password":"%s","roles":["logstash_writer"],"full_name":"Logstash"}' "$(cat /run/secrets/logstash_password)" |
  put /_security/user/logstash_internal &&
  echo "accounts: kibana_system and logstash_internal are set" ||
  echo "accounts: could not be set; Kibana and Logstash will not get in" >&2
