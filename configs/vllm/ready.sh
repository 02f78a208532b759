#!/bin/sh
# Exit code 0: the model server lists the model it was asked for. The key goes through stdin, so it is in no argument.
set -eu
IFS= read -r key </run/secrets/vllm_api_key || [ -n "$key" ]
printf 'Authorization: Bearer %s' "$key" |
  curl -fsS --max-time 10 -H @- http://127.0.0.1:8000/v1/models |
  grep -q '"multimodal-chat"'
