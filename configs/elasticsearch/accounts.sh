#!/bin/bash
# Sets the passwords of kibana_system and logstash_internal to what the secrets say; the same result each time it runs.
# Passwords go to curl through files and stdin, so they are in no argument.
set -u
base=http://127.0.0.1:9200
as_elastic=/run/secrets/elastic.curl

put() { # put <path>, the body on stdin
  curl -fsS -o /dev/null -K "$as_elastic" -X PUT -H 'Content-Type: application/json' --data-binary @- "$base$1"
}

kibana() {
  printf '{"password":"%s"}' "$(cat /run/secrets/kibana_system_password)" |
    put /_security/user/kibana_system/_password
}

logstash_role() { # may write logs, and read or delete nothing
  put /_security/role/logstash_writer <<'JSON'
{
  "cluster": ["monitor", "manage_index_templates", "manage_ilm"],
  "indices": [{ "names": ["logs-*"], "privileges": ["auto_configure", "create_doc", "create_index", "view_index_metadata"] }]
}
JSON
}

logstash() {
  printf '{"password":"%s","roles":["logstash_writer"],"full_name":"Logstash"}' "$(cat /run/secrets/logstash_password)" |
    put /_security/user/logstash_internal
}

until curl -fsS -o /dev/null -K "$as_elastic" "$base/_cluster/health?wait_for_status=yellow&timeout=5s" 2>/dev/null; do
  sleep 1
done

if kibana && logstash_role && logstash; then
  echo "accounts: kibana_system and logstash_internal are set"
else
  echo "accounts: could not be set; Kibana and Logstash will not get in" >&2
fi
