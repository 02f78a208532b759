#!/bin/bash
# Asks and changes the password of elastic inside Elasticsearch, which reads the secret's file for its first start only.
#
#   password.sh log-in    a password on standard input: 0 when it lets in, 1 when it is refused
#   password.sh change    the present password and the next, a line each: 0 when the next is the password
#
# curl gets them on its standard input, so they are in no argument.
set -u
base="http://127.0.0.1:${STACK_HTTP_PORT:-9200}"

quoted() { # as curl's configuration and as JSON have it
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

ask() { # ask <path> <password> <more of curl's configuration>: prints the status of the answer
  printf 'url = "%s"\nuser = "elastic:%s"\n%s\n' "$base$1" "$(quoted "$2")" "$3" |
    curl -sS -o /dev/null -w '%{http_code}' --max-time 10 -K -
}

log_in() {
  local password status
  IFS= read -r password
  status=$(ask /_security/_authenticate "$password" '')
  case $status in
    200) exit 0 ;;
    401) exit 1 ;;
    *) echo "Elasticsearch answered $status" >&2 && exit 2 ;;
  esac
}

change() {
  local present next body status
  IFS= read -r present
  IFS= read -r next
  body="{\"password\":\"$(quoted "$next")\"}"
  status=$(ask /_security/user/elastic/_password "$present" \
    "header = \"Content-Type: application/json\"
data = \"$(quoted "$body")\"")
  [ "$status" = 200 ] && exit 0
  echo "Elasticsearch answered $status; elasticsearch-reset-password -u elastic sets another one" >&2
  exit 2
}

case ${1:-} in
  log-in) log_in ;;
  change) change ;;
  *) echo "password.sh log-in|change" >&2 && exit 64 ;;
esac
