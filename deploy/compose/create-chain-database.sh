#!/usr/bin/env bash
# Runs once, on an empty Postgres: the chain's own user and database, with nothing beyond them.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username postgres --set=password="$(cat /secrets/postgres/password)" <<'SQL'
CREATE ROLE chain LOGIN PASSWORD :'password';
CREATE DATABASE chain OWNER chain;
REVOKE ALL ON DATABASE chain FROM PUBLIC;
SQL
