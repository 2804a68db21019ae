# Sourced by kernel.sh: xl2tpd and pppd as they come, against our node with the kernel plane.

# kernel_has PATTERN: whether a line of the kernel's list of tunnels and sessions matches.
in_kernel() { on node cat /proc/net/pppol2tp; }
kernel_has() { in_kernel | grep -qE "$1"; }
kernel_is_empty() { ! kernel_has '^(TUNNEL| +SESSION) [^n]' && ! ip -n node -o link | grep -q ': ppp'; }

# kernel_client NAME: a whole call of a client whose host name is NAME.example; the kernel has it, and tells what it carried.
kernel_client() {
  local outcome
  dial lac alice tunnel-secret "hostname = $1.example" && in_kernel && ip -n node -s addr && shows_call lac alice MsChapV2 &&
    shows sessions '.items | all(.interface | startswith("ppp"))' && kernel_has '^ +SESSION [^n]' && on node ping -c 3 -i 0.2 -W 10 "$(address_of lac lac)"
  outcome=$?
  hang_up lac alice || outcome=1
  until_true 30 kernel_is_empty || { in_kernel; ip -n node link; outcome=1; }
  return $outcome
}

# A rate is kept in user space.
limited() {
  local outcome
  dial lac alice tunnel-secret 'hostname = limited.example' && shows sessions '.items | all(.interface == "l2tp0")' && kernel_is_empty
  outcome=$?
  hang_up lac alice || outcome=1
  return $outcome
}

kernel_dialer() { dialer chap require-chap && until_true 30 kernel_is_empty; }
