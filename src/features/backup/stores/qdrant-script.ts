/**
 * Asks Qdrant over its own address, by bash alone: the image has no curl. The key is its own, from a variable or from
 * its configuration; it leaves the container no more than any value does. The arguments: method, path, body.
 */
export const askScript = `
set -e
key=\${QDRANT__SERVICE__API_KEY:-$(sed -n "s/^ *api_key: *[\\"']\\{0,1\\}\\([^\\"']*\\)[\\"']\\{0,1\\} *$/\\1/p" /qdrant/config/*.yaml 2>/dev/null | tail -n 1)}
exec 3<>"/dev/tcp/127.0.0.1/\${QDRANT__SERVICE__HTTP_PORT:-6333}"
printf '%s %s HTTP/1.0\\r\\nHost: localhost\\r\\napi-key: %s\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "$1" "$2" "$key" "\${#3}" "$3" >&3
cat <&3
`;

const folder = `"\${QDRANT__STORAGE__SNAPSHOTS_PATH:-/qdrant/snapshots}/$1"`;

/** A snapshot's file, to standard output. The arguments: collection, name. */
export const readScript = `exec cat ${folder}/"$2"`;

/** And back, from standard input; says where it lies. */
export const writeScript = `set -e; mkdir -p ${folder}; cd ${folder}; cat > "$2"; echo "$PWD/$2"`;

export const removeScript = `rm -f ${folder}/"$2"`;

export const pingScript = `
exec 3<>"/dev/tcp/127.0.0.1/\${QDRANT__SERVICE__HTTP_PORT:-6333}"
printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3
grep -q '200 OK' <&3
`;
