#!/usr/bin/env bash
# Whether the service on this port of the container serves. Starting Node for each check would cost more than the service.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3
read -r status <&3
[[ $status == *" 200 "* ]]
