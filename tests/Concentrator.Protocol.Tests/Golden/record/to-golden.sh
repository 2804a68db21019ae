#!/bin/bash
# to-golden.sh CAPTURE LAC-ADDRESS < header: prints a capture as a golden conversation (see ../README.md).
set -euo pipefail
sed 's/^/# /'
tshark -r "$1" -Y udp -T fields -E occurrence=f -E separator=/t \
  -e ip.src -e udp.payload -e frame.time_relative -e _ws.col.Protocol -e _ws.col.Info 2>/dev/null |
  awk -F'\t' -v lac="$2" '{
    gsub(/Control Message - /, "", $5); gsub(/ +/, " ", $5)
    printf "%s %s # %.3f %s: %s\n", ($1 == lac ? "lac>lns" : "lns>lac"), $2, $3, $4, $5 }'
