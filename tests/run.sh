#!/bin/bash
# Runs every test there is, from a bare checkout on a Debian machine with the .NET 10 SDK, as root:
# installs what the tests need and the machine lacks, lays out the real peers, builds once, runs every
# test project, and closes with one line "N passed, N failed, N skipped". Exit status 0: nothing failed,
# and nothing was skipped but what tests/allowed-skips.txt names.
#
#   tests/run.sh [PROJECT...]    only these, e.g. Protocol Control (the default is all)
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
results=$PWD/artifacts/tests

say() { printf '\n== %s\n' "$*"; }
give_up() { echo "tests/run.sh: $*" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# --- the machine ----------------------------------------------------------------------------------

[ "$(id -u)" = 0 ] || give_up "must run as root: the tests make network namespaces and TUN devices"

install_what_is_missing() {
  local wanted='user-mode-linux qemu-system-x86 busybox-static kmod iproute2 ppp procps iputils-ping iperf3 curl jq nftables tcpdump tshark' missing=() package
  for package in $wanted; do
    dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  tests/peers.sh --complete && [ ${#missing[@]} = 0 ] && return
  say "Fetching ${missing[*]} and the peers of tests/peers.sh"
  apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null &&
    tests/peers.sh
}
install_what_is_missing || give_up "Debian packages could not be installed"

# --- build and run --------------------------------------------------------------------------------

say "Building"
dotnet build Concentrator.sln -c Release -v quiet -nologo || give_up "the build failed"

projects=()
for file in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$file" .csproj)
  [ $# = 0 ] || [[ " $* " == *" $name "* || " $* " == *" $(echo "$name" | sed 's/^Concentrator\.//; s/\.Tests$//') "* ]] || continue
  projects+=("$file")
done

rm -rf "$results"; mkdir -p "$results"
broken=0
for file in "${projects[@]}"; do
  name=$(basename "$file" .csproj)
  say "$name"
  # A hang is a failure that names its test, not a run without an end.
  dotnet test "$file" -c Release --no-build --nologo --results-directory "$results/$name" \
    --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=normal' \
    --blame-hang-timeout 25m --blame-hang-dump-type none </dev/null
  status=$?
  # Test failures are counted from the report; a run that failed without one counts as a failure of its own.
  if [ $status != 0 ] && ! grep -qs 'outcome="Failed" ' "$results/$name/$name.trx"; then
    echo "tests/run.sh: $name broke off (exit status $status)" >&2
    broken=$((broken + 1))
  fi
done

# --- the sum --------------------------------------------------------------------------------------

# outcomes NAME: the test names of all reports with that outcome, one a line.
outcomes() {
  cat "$results"/*/*.trx 2>/dev/null | grep -o '<UnitTestResult [^>]*' | grep " outcome=\"$1\"" |
    sed 's/.* testName="\([^"]*\)".*/\1/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}
passed=$(outcomes Passed | wc -l)
failed=$(($(outcomes Failed | wc -l) + broken))
skipped=$(outcomes NotExecuted | wc -l)

if [ "$(outcomes Failed | wc -l)" != 0 ]; then say "Failed"; outcomes Failed; fi

unexplained=0
while IFS= read -r test; do
  [ -n "$test" ] || continue
  reason=$(sed -n 's/^\([^# ][^ ]*\): \(.*\)/\1\t\2/p' tests/allowed-skips.txt | awk -F'\t' -v t="$test" 't == $1 || index(t, $1 "(") == 1 { print $2; exit }')
  if [ -n "$reason" ]; then echo "skipped $test: $reason"
  else echo "skipped without a committed reason: $test" >&2; unexplained=$((unexplained + 1)); fi
done < <(outcomes NotExecuted)

[ "$passed" != 0 ] || { echo "tests/run.sh: no test ran" >&2; failed=$((failed + 1)); }
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$unexplained" = 0 ]
