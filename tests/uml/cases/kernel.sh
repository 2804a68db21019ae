# Sourced by kernel.sh: xl2tpd and pppd as they come, against our node with the kernel plane.

in_kernel() { ip netns exec node ip l2tp show "$1"; }
kernel_is_empty() { [ -z "$(in_kernel tunnel)" ] && [ -z "$(in_kernel session)" ] && ! ip -n node -o link show type ppp | grep -q .; }

# kernel_client NAME: a whole call of a client whose host name is NAME.example; the kernel has it, and tells what it carried.
kernel_client() {
  local outcome
  dial lac alice tunnel-secret "hostname = $1.example" && in_kernel session && ip -n node -s addr show type ppp && shows_call lac alice MsChapV2 &&
    shows sessions '.items | all(.interface | startswith("ppp"))' && in_kernel session | grep -q 'session' && on node ping -c 3 -i 0.2 -W 10 "$(address_of lac lac)"
  outcome=$?
  hang_up lac alice || outcome=1
  until_true 30 kernel_is_empty || { in_kernel tunnel; in_kernel session; ip -n node link; outcome=1; }
  return $outcome
}

# A rate is kept in user space.
limited() {
  local outcome
  dial lac alice tunnel-secret 'hostname = limited.example' && shows sessions '.items | all(.interface == "l2tp0")' && [ -z "$(in_kernel session)" ]
  outcome=$?
  hang_up lac alice || outcome=1
  return $outcome
}

kernel_dialer() { dialer chap require-chap && until_true 30 kernel_is_empty; }
