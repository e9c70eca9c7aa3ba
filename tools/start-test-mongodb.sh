#!/usr/bin/env bash
# Starts a server that speaks MongoDB's wire protocol on a free loopback port, for the store's tests, and leaves it
# running. Prints on stdout, for `eval` or >> "$GITHUB_ENV":
#
#   VMRKIT_TEST_MONGODB_URL=mongodb://127.0.0.1:PORT/
#   VMRKIT_TEST_MONGODB_PID=PID          stop it with: kill "$VMRKIT_TEST_MONGODB_PID"
#
# The server is FerretDB with its SQLite backend, built once from the Go module proxy (needs Go 1.24.3 or later) and
# kept in VMRKIT_TEST_MONGODB_CACHE (default: .vmrkit/test-mongodb in this repository). Its data lie in a temporary
# directory that goes when it stops. What it can and cannot do: docs/guides/stores.md.
set -euo pipefail

version=v1.24.2
module=github.com/FerretDB/FerretDB
# Changes with what is built, so that an old binary is not taken for a new one.
recipe=3

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${VMRKIT_TEST_MONGODB_CACHE:-$repository/.vmrkit/test-mongodb}
server=$cache/ferretdb-$version-$recipe

say() { printf 'start-test-mongodb: %s\n' "$*" >&2; }

build() {
  command -v go >/dev/null || { say 'Go is not installed'; exit 1; }
  local started=$SECONDS source work
  work=$(mktemp -d)
  source=$(cd "$work" && printf 'module build\n' >go.mod &&
    go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  [ -d "$source" ] || { say "$module@$version is not to be had"; exit 1; }
  cp -R "$source" "$work/source"
  chmod -R u+w "$work/source"
  printf '%s\n' "$version" >"$work/source/build/version/version.txt"

  # FerretDB reads, compares and writes in separate steps, so of two updates on one condition both may succeed.
  # MongoDB's are atomic. Taking one command at a time makes these so too.
  local conn=$work/source/internal/clientconn
  printf 'package clientconn\n\nimport "sync"\n\nvar oneAtATime sync.Mutex\n' >"$conn/one_at_a_time.go"
  sed -i 's/^\t\treturn cmd\.Handler(connCtx, msg)$/\t\toneAtATime.Lock()\n\t\tdefer oneAtATime.Unlock()\n&/' "$conn/conn.go"
  grep -q 'oneAtATime\.Lock' "$conn/conn.go" || { say 'the source is not as expected'; exit 1; }

  # FerretDB lets SQLite search by a filter that is one `_id` and nothing else, and reads the whole collection otherwise.
  # Its result is filtered once more in any case, so that SQLite may search by a part of any other filter.
  local sqlite=$work/source/internal/backends/sqlite
  cat >"$sqlite/where_of.go" <<'GO'
package sqlite

import (
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

func whereOf(filter *types.Document) (string, []any) {
	if filter.Len() == 0 {
		return "", nil
	}
	if all, _ := filter.Get("$and"); all != nil {
		return whereTextOf(all)
	}
	id, _ := filter.Get("_id")
	ids := types.MakeArray(1)
	switch id := id.(type) {
	case string, types.ObjectID:
		ids.Append(id)
	case *types.Document:
		if in, _ := id.Get("$in"); id.Len() == 1 && in != nil {
			ids, _ = in.(*types.Array)
		}
	}
	var args []any
	for i := 0; i < ids.Len(); i++ {
		switch v := must.NotFail(ids.Get(i)).(type) {
		case string, types.ObjectID:
			args = append(args, string(must.NotFail(sjson.MarshalSingleValue(v))))
		default:
			return "", nil
		}
	}
	if len(args) == 0 {
		return "", nil
	}
	return " WHERE " + metadata.IDColumn + " IN (?" + strings.Repeat(", ?", len(args)-1) + ")", args
}

// By the first of all conditions that is a text for a field; a list may hold that text.
func whereTextOf(all any) (string, []any) {
	conditions, ok := all.(*types.Array)
	if !ok || conditions.Len() == 0 {
		return "", nil
	}
	first, ok := must.NotFail(conditions.Get(0)).(*types.Document)
	if !ok || first.Len() != 1 || strings.ContainsAny(first.Keys()[0], "$.\"'") {
		return "", nil
	}
	text, ok := must.NotFail(first.Get(first.Keys()[0])).(string)
	if !ok {
		return "", nil
	}
	field := metadata.DefaultColumn + "->'$.\"" + first.Keys()[0] + "\"'"
	return " WHERE (" + field + " = ? OR json_type(" + field + ") = 'array')", []any{string(must.NotFail(sjson.MarshalSingleValue(text)))}
}
GO
  sed -i '0,/^\tq += whereClause$/s//\twhereClause, args = whereOf(params.Filter)\n\tq += whereClause/' "$sqlite/collection.go"
  grep -q 'whereOf' "$sqlite/collection.go" || { say 'the source is not as expected'; exit 1; }

  mkdir -p "$cache"
  (cd "$work/source" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w' \
    -tags ferretdb_no_postgresql -o "$server.$$" ./cmd/ferretdb) 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
  mv "$server.$$" "$server"
  rm -rf "$work"
  say "built FerretDB $version in $((SECONDS - started)) s"
}

free_port() {
  node -e "const s=require('node:net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"
}

[ -x "$server" ] || build

state=$(mktemp -d)
port=$(free_port)
# The shell around the server removes the data when the server stops, however it is stopped.
(
  trap '' HUP INT
  "$server" --handler=sqlite --sqlite-url="file:$state/" --state-dir="$state" \
    --listen-addr="127.0.0.1:$port" --debug-addr=- --telemetry=disable --log-level=ERROR \
    >"$state/log" 2>&1 </dev/null &
  echo $! >"$state/pid"
  wait $! || true
  rm -rf "$state"
) >/dev/null 2>&1 </dev/null &
disown

for _ in $(seq 100); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && [ -s "$state/pid" ]; then
    printf 'VMRKIT_TEST_MONGODB_URL=mongodb://127.0.0.1:%s/\n' "$port"
    printf 'VMRKIT_TEST_MONGODB_PID=%s\n' "$(cat "$state/pid")"
    exit 0
  fi
  sleep 0.1
done
say 'the server does not answer'
cat "$state/log" >&2 2>/dev/null || true
[ -s "$state/pid" ] && kill "$(cat "$state/pid")" 2>/dev/null
exit 1
