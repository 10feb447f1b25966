#!/bin/sh
# A backup each night, of which fourteen are kept: copy to /etc/cron.daily/gloss-backup.
set -e
folder=/var/lib/gloss/backups
install -d -m 700 -o gloss -g gloss "$folder"
/srv/gloss/app/deploy/gloss backup "$folder/nightly-$(date -u +%Y%m%dT%H%M%SZ).tar.gz"
ls -1t "$folder"/nightly-*.tar.gz | tail -n +15 | xargs -r rm --
