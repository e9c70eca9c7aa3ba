#!/usr/bin/env bash
# Unpacks Debian's glewlwyd, an OpenID provider in C, and the libraries that it needs into a folder, for the tests of
# sign-in; installs nothing. Then: VMRKIT_TEST_GLEWLWYD=FOLDER npm test -- test/sign-in
#
#   tools/unpack-glewlwyd.sh FOLDER
set -euo pipefail

folder=${1:?usage: tools/unpack-glewlwyd.sh FOLDER}
[[ -x $folder/usr/bin/glewlwyd ]] && exit 0
command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo 'needs apt-get and dpkg' >&2; exit 1; }

apt-cache show glewlwyd >/dev/null 2>&1 || apt-get update -qq

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# What glewlwyd depends on, as far as it is a library; libraries that every Debian has are unpacked for nothing.
libraries=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances glewlwyd | grep -E '^lib' |
  grep -E '^lib(config|hoel|iddawc|jansson|ldap|oath|orcania|rhonabwy|ulfius|yder|mariadb|pq|sqlite|sasl|curl3|microhttpd|cbor|rtmp|ssh2|psl|nghttp2|brotli)')
# shellcheck disable=SC2086
apt-get download -qq glewlwyd glewlwyd-common sqlite3 $libraries 2>apt.log || { cat apt.log >&2; exit 1; }
mkdir -p "$folder"
for package in ./*.deb; do dpkg -x "$package" "$folder"; done
