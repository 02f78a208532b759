#!/bin/bash
# Starts Elasticsearch and, beside it, gives Kibana and Logstash their accounts as soon as it answers.
set -u
bash /opt/stack/accounts.sh &
exec /bin/tini -- /usr/local/bin/docker-entrypoint.sh eswrapper
