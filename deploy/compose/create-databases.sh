#!/usr/bin/env bash
# Runs once, on an empty Postgres: for each service with a password its own user and database, with nothing beyond them.
set -euo pipefail
for file in /secrets/postgres/*-password; do
  service=$(basename "$file" -password)
  [ "$service" != superuser ] || continue
  psql --set=ON_ERROR_STOP=1 --username postgres --set=service="$service" --set=password="$(cat "$file")" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done
