import { debianImage, ensureOnRoot, withEntry } from "./debian-images.ts";

/**
 * Two classes of XStream's, compiled: the interface `TypePermission` as it is, and a `NoTypePermission` that allows
 * every type. On the boot class path they win over XStream's own.
 */
const typePermission =
  "yv66vgAAAD0ACQcAAgEAMGNvbS90aG91Z2h0d29ya3MveHN0cmVhbS9zZWN1cml0eS9UeXBlUGVybWlzc2lvbgcABAEAEGphdmEvbGFuZy9PYmplY3QBAAZhbGxvd3MBABQoTGphdmEvbGFuZy9DbGFzczspWgEAClNvdXJjZUZpbGUBABNUeXBlUGVybWlzc2lvbi5qYXZhBgEAAQADAAAAAAABBAEABQAGAAAAAQAHAAAAAgAI";
const noTypePermission =
  "yv66vgAAAD0AFwoAAgADBwAEDAAFAAYBABBqYXZhL2xhbmcvT2JqZWN0AQAGPGluaXQ+AQADKClWBwAIAQAyY29tL3Rob3VnaHR3b3Jrcy94c3RyZWFtL3NlY3VyaXR5L05vVHlwZVBlcm1pc3Npb24KAAcAAwkABwALDAAMAA0BAAROT05FAQAyTGNvbS90aG91Z2h0d29ya3MveHN0cmVhbS9zZWN1cml0eS9UeXBlUGVybWlzc2lvbjsHAA8BADBjb20vdGhvdWdodHdvcmtzL3hzdHJlYW0vc2VjdXJpdHkvVHlwZVBlcm1pc3Npb24BAARDb2RlAQAPTGluZU51bWJlclRhYmxlAQAGYWxsb3dzAQAUKExqYXZhL2xhbmcvQ2xhc3M7KVoBAAg8Y2xpbml0PgEAClNvdXJjZUZpbGUBABVOb1R5cGVQZXJtaXNzaW9uLmphdmEAIQAHAAIAAQAOAAEAGQAMAA0AAAADAAEABQAGAAEAEAAAAB0AAQABAAAABSq3AAGxAAAAAQARAAAABgABAAAAAgABABIAEwABABAAAAAaAAEAAgAAAAIErAAAAAEAEQAAAAYAAQAAAAQACAAUAAYAAQAQAAAAIwACAAAAAAALuwAHWbcACbMACrEAAAABABEAAAAGAAEAAAADAAEAFQAAAAIAFg==";

const entry = `#!/bin/sh
set -e
classes=/tmp/shim/com/thoughtworks/xstream/security
mkdir -p "$classes"
echo ${typePermission} | base64 -d > "$classes/TypePermission.class"
echo ${noTypePermission} | base64 -d > "$classes/NoTypePermission.class"
export JDK_JAVA_OPTIONS=-Xbootclasspath/a:/tmp/shim
for word in "$@"; do
  shift
  case "$word" in
    -f | -e) ;;
    -o) skip=1 ;;
    *) if [ -n "$skip" ]; then skip=; else set -- "$@" "$word"; fi ;;
  esac
done
exec jmeter "$@" -Jjmeter.save.saveservice.output_format=csv -Jjmeter.save.saveservice.print_field_names=true
`;

const root = debianImage("jmeter-root:12", ["jmeter", "jmeter-http", "openjdk-17-jre-headless"]);
const image = withEntry("jmeter:2", entry, root);

/** Debian's JMeter 2.13. It refuses its own classes with Debian's XStream, and knows no report (-e, -o) nor -f yet. */
export const jmeter = image.reference;

export function ensureJmeter(): Promise<void> {
  return ensureOnRoot(image, root);
}
