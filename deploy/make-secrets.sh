#!/bin/sh
# Makes what compose.yaml needs to know and nobody else may: passwords, Gemel's secret, and a certificate for trying it on localhost.
# Usage: sh deploy/make-secrets.sh [folder]        (deploy/secrets where none is named). Never overwrites.
set -eu

folder=${1:-$(dirname "$0")/secrets}
if [ -e "$folder" ]; then
  echo "$folder exists: nothing was changed. Remove it to begin anew; the database then needs its old password, and every session ends." >&2
  exit 1
fi
mkdir -m 700 "$folder"
# Readable in the containers, whose users are not yours; on this machine the folder keeps others out.
umask 022

database=$(openssl rand -hex 24)
sessions=$(openssl rand -hex 24)
openssl rand -base64 48 | tr -d '\n' >"$folder/gemel_secret"
printf %s "$database" >"$folder/postgres_password"
printf %s "postgres://gemel:$database@postgres:5432/gemel" >"$folder/database_url"
printf 'requirepass %s\n' "$sessions" >"$folder/redis_auth"
printf %s "redis://:$sessions@redis:6379" >"$folder/redis_url"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$folder/tls_key" -out "$folder/tls_certificate" 2>/dev/null
echo "Wrote $folder. The certificate is good for https://localhost alone: put your own into tls_certificate and tls_key."
