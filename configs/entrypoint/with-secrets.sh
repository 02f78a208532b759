#!/bin/sh
# Hands secrets to a program that reads only its environment, so that they are not in `docker inspect`.
#
#   with-secrets.sh NAME=template ... -- program argument ...
#
# In a template, {file} stands for the content of /run/secrets/file, and {file?} for that of one that may be empty. Only
# the program sees the values: they are in no argument, and the container's own configuration holds the templates alone.
set -eu

SECRETS="${SECRETS_DIRECTORY:-/run/secrets}"

secret() { # sets `value`; a last line without a newline counts
  file=${1%\?}
  [ -r "$SECRETS/$file" ] || {
    echo "with-secrets: cannot read $SECRETS/$file as user $(id -u): the secret is missing or not readable" >&2
    exit 78
  }
  value=
  IFS= read -r value <"$SECRETS/$file" || [ -n "$value" ] || [ "$file" != "$1" ] || {
    echo "with-secrets: $SECRETS/$file is empty" >&2
    exit 78
  }
}

while [ "$#" -gt 0 ] && [ "$1" != "--" ]; do
  name=${1%%=*}
  rest=${1#*=}
  filled=
  while [ "${rest#*\{}" != "$rest" ]; do
    before=${rest%%\{*}
    rest=${rest#*\{}
    secret "${rest%%\}*}"
    filled=$filled$before$value
    rest=${rest#*\}}
  done
  export "$name=$filled$rest"
  shift
done

[ "$#" -gt 1 ] || {
  echo "with-secrets: no program after --" >&2
  exit 64
}
shift
exec "$@"
