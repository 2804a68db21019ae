# Sourced by uml-run and vm-run: what is the same for every kind of guest, whose root is the machine's root.
#
# Usage and exit status are those that the two tell of themselves. After this is sourced there are $memory, $limit, and $work: a folder of this run, in which the
# guest leaves what it says (output) and how it ended (status).

runner=${0##*/} memory=2G limit=300 directory=$PWD
usage() { echo "usage: $runner [-m MEMORY] [-t SECONDS] [-d DIRECTORY] -- COMMAND [ARGUMENT ...]" >&2; exit 2; }
while getopts m:t:d: option; do
  case $option in m) memory=$OPTARG ;; t) limit=$OPTARG ;; d) directory=$OPTARG ;; *) usage ;; esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage

work=$(mktemp -d "/tmp/$runner.XXXXXX")
guest='' follower=''
finish() {
  [ -z "$guest" ] || { kill -KILL "$guest"; wait "$guest"; } 2>/dev/null
  [ -z "$follower" ] || kill "$follower" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 143' TERM INT

printf '%q ' "$@" > "$work/command"
while IFS= read -r name; do
  printf 'export %s=%q\n' "$name" "${!name}"
done < <(compgen -e | grep -E '^(HOME|LANG|CI|(GUEST|DOTNET|NUGET|CONCENTRATOR)_.*)$') > "$work/environment"
: > "$work/output"

# guest_init MODULES-ROOT: what the guest's first program does once /proc, /sys and /dev are there: the rest of the machine, then the command, then the end.
# One modprobe for all: starting a program is dear inside. Not every kernel has every module.
guest_init() {
  cat <<INIT
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /dev/pts /dev/shm; mount -t devpts devpts /dev/pts -o ptmxmode=0666; mount -t tmpfs shm /dev/shm
ln -sf /proc/self/fd /dev/fd
mount -t tmpfs run /run; mkdir -p /run/lock /run/netns
[ -d /etc/ppp ] && mount -t tmpfs ppp /etc/ppp
modprobe -d $(printf %q "$1") -a ppp_async ppp_synctty bsd_comp ppp_deflate ppp_mppe pppoe l2tp_ppp l2tp_netlink ipv6 tun veth dummy esp4 xfrm_user
ip link set lo up
. $work/environment
cd $(printf %q "$directory") && bash -c "exec \$(cat $work/command)" </dev/null >$work/output 2>&1
echo \$? > $work/status
sync; echo o > /proc/sysrq-trigger; sleep 30
INIT
}

# run_guest COMMAND...: starts the guest, passes on what it says, and exits as it did.
run_guest() {
  local ended
  setpriv --pdeathsig KILL "$@" </dev/null >"$work/console" 2>&1 &
  guest=$!
  tail -s 0.1 -f -n +1 --pid="$guest" "$work/output" &
  follower=$!
  wait "$guest"; ended=$?
  wait "$follower"; follower=''   # it ends by itself once it has printed everything

  [ -s "$work/status" ] && exit "$(cat "$work/status")"
  [ "$ended" = 124 ] && { echo "$runner: no end within $limit s" >&2; exit 124; }
  echo "$runner: the guest died; its console ends:" >&2
  tail -15 "$work/console" >&2
  exit 125
}
