#!/usr/bin/env bash
# Runs a command with a display: the present one, or a virtual one for as long as the command runs.
set -euo pipefail
[ -n "${DISPLAY:-}" ] && exec "$@"
exec xvfb-run --auto-servernum --server-args="-screen 0 1280x800x24" "$@"
