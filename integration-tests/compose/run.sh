#!/usr/bin/env bash
# The network in containers, as a user starts it: three chains, three miners, the same ./pha calls, a clean end.
set -euo pipefail
cd "$(dirname "$0")/../.."

project=phala-smoke
export CHAIN_PORT=19944 GATEKEEPER_PORT=18000 GOVERNANCE_PORT=18200
export PHA_CHAIN_URL=http://127.0.0.1:$CHAIN_PORT PHA_GATEKEEPER_URLS=http://127.0.0.1:$GATEKEEPER_PORT

compose() { docker compose --project-name "$project" "$@"; }
passed=0
step() { # NAME COMMAND...
  local name=$1 began=$SECONDS
  shift
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
    printf 'ok     %-60s %4d s\n' "$name" $((SECONDS - began))
    sed -n 's/^shown: /       /p' "$log"
  else
    printf 'FAILED %s\n' "$name"
    tail -n 60 "$log"
    compose ps || true
    compose logs --tail 15 || true
    printf '%d passed, 1 failed\n' "$passed"
    exit 1
  fi
}

log=$(mktemp)
trap 'compose down --volumes --timeout 10 >/dev/null 2>&1; rm -f "$log"' EXIT

welcomed() { # the one-shot service has ended, and said what npm start says
  local text
  text=$(compose logs --no-log-prefix welcome)
  [[ $text == *"//Bob got"*"certified by"*"PHA_CHAIN_URL=$PHA_CHAIN_URL"*"./pha contract call"*"The network runs on"* ]]
}
greets() { wait_for 60 welcomed; }
serves() { # COUNT of healthy containers of a service
  [ "$(docker ps --quiet --filter "label=com.docker.compose.project=$project" \
    --filter "label=com.docker.compose.service=$1" --filter health=healthy | wc -l)" = "$2" ]
}
wait_for() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 1
  done
}
three_chains() { wait_for 120 serves chain 3 && wait_for 60 serves haproxy 1; }
three_miners() { wait_for 240 serves miner 3 && wait_for 60 serves gatekeeper 3; }
five_gatekeepers() { # two more come while the network runs: the key is shared anew among five, of whom three must act
  compose up --detach --no-recreate --scale chain=3 --scale miner=3 --scale gatekeeper=5 &&
    wait_for 120 serves gatekeeper 5 && wait_for 60 shared_among 5 3
}
shared_among() { # COUNT THRESHOLD
  local keys
  keys=$(./pha keys --json) || return
  echo "$keys"
  [ "$(grep -c '"publicShare": "0x' <<<"$keys")" = "$1" ] && [[ $keys == *"\"threshold\": $2,"* ]]
}
two_gatekeepers_fewer() {
  docker ps --quiet --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.service=gatekeeper |
    head -n 2 | xargs docker kill --signal KILL && wait_for 60 says '"price": "310"' && deploy vase
}
workers() { [ "$(./pha worker list --json | grep -o '"worker"' | wc -l)" -ge 3 ]; }
deploy() { ./pha contract deploy contracts/sealed-bid-auction --as "$1" --from //Alice; } # NAME
auction() { # every part must hold: a step runs where errexit is off
  local block
  block=$(curl -sf "$PHA_CHAIN_URL/v1/blocks/finalized" | grep -o '"number":[0-9]*' | head -n 1 | cut -d : -f 2) &&
    ./pha contract call lamp create "{\"item\":\"lamp\",\"closesAtBlock\":$((block + 120))}" --from //Alice &&
    ./pha contract call lamp bid '{"auction":1,"amount":"250"}' --from //Bob &&
    ./pha contract call lamp bid '{"auction":1,"amount":"310"}' --from //Charlie &&
    wait_for 180 ended &&
    ./pha contract call lamp close '{"auction":1}' --from //Dave &&
    says '"price": "310"'
}
ended() { # who waits for a block need not wait for the clock
  says ended && return
  ./pha dev seal 10
  return 1
}
says() { # TEXT in the auction's public status
  local status
  status=$(./pha contract query lamp status '{"auction":1}') || return
  echo "$status"
  [[ $status == *"$1"* ]]
}
commands() { # PAGE: its blocks of commands for containers, in this project
  awk '/^```/ { on = $0 == "```sh compose"; next } on' "$1"
}
restored() { # the ledger from a dump, as docs/operating.md has it
  local script
  script=$(commands docs/operating.md)
  [[ $script == *pg_restore* ]] &&
    COMPOSE_PROJECT_NAME=$project bash -euo pipefail -c "$script" &&
    three_chains && wait_for 60 ./pha status && says '"price": "310"'
}
survives() {
  docker kill --signal KILL "$(docker ps --quiet --filter "label=com.docker.compose.project=$project" \
    --filter label=com.docker.compose.service=miner | head -n 1)" &&
    wait_for 60 ./pha contract query lamp status '{"auction":1}'
}
another_authors() { ./node_modules/.bin/node integration-tests/compose/kill-author.ts "$PHA_CHAIN_URL" "$project"; }
rootless() { # everything but Postgres runs as an ordinary user on a read-only root
  local id
  for id in $(docker ps --quiet --filter "label=com.docker.compose.project=$project"); do
    case "$(docker inspect --format '{{.Config.Labels}} {{.Config.User}} {{.HostConfig.ReadonlyRootfs}}' "$id")" in
      *com.docker.compose.service:postgres*) ;; # its entrypoint begins as root
      *"] node true" | *"] haproxy true" | *"] 1000:1000 true") ;;
      *) return 1 ;;
    esac
  done
}

step 'build the image' compose build
step 'docker compose up --scale chain=3 --scale miner=3' compose up --detach --scale chain=3 --scale miner=3
step 'three chains serve behind one address' three_chains
step 'three miners and a gatekeeper serve' three_miners
step 'the start ends with a confidential call' greets
step 'services run as an ordinary user, read-only' rootless
step 'pha status' ./pha status
step 'pha worker list shows three workers' workers
step 'pha contract deploy' deploy lamp
step 'an auction: two bids, close, winner' auction
step 'a killed miner is not missed' survives
step 'docker compose up --scale gatekeeper=5: shared anew' five_gatekeepers
step 'two of five gatekeepers are not missed' two_gatekeepers_fewer
step 'kill -9 of the author under load: another authors' another_authors
step 'the ledger is restored from a dump, as the docs say' restored
printf '%d passed, 0 failed\n' "$passed"
