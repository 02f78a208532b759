#!/bin/bash
# Asks and changes the administrator's password inside Grafana, which reads the secret's file for its first start only.
#
#   password.sh log-in    a password on standard input: 0 when it lets in, 1 when it is refused
#   password.sh change    the present password and the next, a line each: 0 when the next is the password
#
# They go through bash's own printf and connection, so they are in no argument. After five wrong ones Grafana refuses
# everybody for five minutes.
set -u

ask() { # ask <method> <path> <password> <body>: prints the status of the answer
  local credentials status
  credentials=$(printf 'admin:%s' "$3" | base64 | tr -d '\n')
  exec 3<>"/dev/tcp/127.0.0.1/${GF_SERVER_HTTP_PORT:-3000}" || return
  printf '%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Basic %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
    "$1" "$2" "$credentials" "${#4}" "$4" >&3
  IFS=' ' read -r _ status _ <&3
  exec 3>&-
  printf '%s' "$status"
}

quoted() { # as a JSON string
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

log_in() {
  local password status
  IFS= read -r password
  status=$(ask GET /api/user "$password" '')
  case $status in
    200) exit 0 ;;
    401) exit 1 ;;
    *) echo "Grafana answered ${status:-nothing}" >&2 && exit 2 ;;
  esac
}

change() {
  local present next status
  IFS= read -r present
  IFS= read -r next
  status=$(ask PUT /api/user/password "$present" \
    "{\"oldPassword\":$(quoted "$present"),\"newPassword\":$(quoted "$next"),\"confirmNew\":$(quoted "$next")}")
  [ "$status" = 200 ] && exit 0
  # nobody here knows the present one: Grafana's own program sets it all the same
  printf '%s\n' "$next" |
    grafana cli --homepath "${GF_PATHS_HOME:-/usr/share/grafana}" admin reset-admin-password --password-from-stdin >&2
}

case ${1:-} in
  log-in) log_in ;;
  change) change ;;
  *) echo "password.sh log-in|change" >&2 && exit 64 ;;
esac
