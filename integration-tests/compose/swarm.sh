#!/usr/bin/env bash
# The network as a Swarm stack on this one machine: three chains behind HAProxy, one of them killed. Needs an engine that
# is in no swarm yet, and the image (docker compose build); by hand, for it takes a swarm of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."

stack=phala-swarm
export CHAIN_PORT=29944 GATEKEEPER_PORT=28000 GOVERNANCE_PORT=28200 CHAIN_FRONT=10.213.95.0/24
url=http://127.0.0.1:$CHAIN_PORT

docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1 >/dev/null
end() {
  local status=$?
  [ $status = 0 ] || docker stack ps "$stack" --no-trunc --format '{{.Name}} {{.CurrentState}} {{.Error}}' | head -n 40
  docker stack rm "$stack" >/dev/null
  until [ -z "$(docker ps --all --quiet --filter "label=com.docker.stack.namespace=$stack")" ]; do sleep 1; done
  docker swarm leave --force >/dev/null
  docker volume ls --quiet --filter "label=com.docker.stack.namespace=$stack" | xargs --no-run-if-empty docker volume rm >/dev/null
  exit $status
}
trap end EXIT

wait_for() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || { echo "FAILED in time: $*"; return 1; }
    sleep 1
  done
  echo "ok     $* ($SECONDS s)"
}
of() { docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_$1"; } # containers of a service
serve() { # COUNT of the chain's replicas, as HAProxy sees them
  docker exec "$(of haproxy)" wget -qO- http://127.0.0.1:8404/metrics | grep -q "^haproxy_backend_active_servers{proxy=\"chains\"} $1\$"
}

npm run --silent swarm | docker stack deploy --compose-file - "$stack" >/dev/null
docker service scale --detach "${stack}_chain=3" >/dev/null
wait_for 240 serve 3
wait_for 60 ./pha status --chain "$url"
docker kill "$(of chain | head -n 1)" >/dev/null
for i in {1..20}; do
  status=$(curl -s -o /dev/null -w '%{http_code}' "$url/v1/genesis") || true
  [ "$status" = 200 ] || { echo "FAILED request $i: $status"; exit 1; }
done
echo 'ok     20 requests while one replica is gone'
wait_for 120 serve 3
wait_for 60 ./pha status --chain "$url"
