#!/usr/bin/env bash
# Set-up, safe to repeat.
#   setup.sh VENV                  creates the virtual environment and installs Taihe in it with all it needs
#   setup.sh --system gl audio ... installs those system libraries where they are missing
set -euo pipefail
cd "$(dirname "$0")/.."

library() { compgen -G "/usr/lib/$1*" >/dev/null || compgen -G "/usr/lib/*/$1*" >/dev/null || compgen -G "/lib64/$1*" >/dev/null; }

# Debian's packages for a group, those that are missing only.
missing() {
    case "$1" in
    gl)
        library libEGL.so.1 || echo libegl1
        library libGL.so.1 || echo libgl1
        # libegl1 alone brings no driver: Mesa's software one is in libgl1-mesa-dri.
        library dri/swrast_dri.so || library libgallium || library libEGL_nvidia.so || echo libgl1-mesa-dri
        ;;
    audio) library libportaudio.so.2 || echo libportaudio2 ;;
    xvfb) [ -n "${DISPLAY:-}" ] || command -v xvfb-run >/dev/null && command -v xauth >/dev/null || printf '%s\n' xvfb xauth ;;
    esac
}

system() {
    local packages=() group
    for group in "$@"; do
        mapfile -t -O "${#packages[@]}" packages < <(missing "$group")
    done
    [ "${#packages[@]}" -gt 0 ] || return 0
    local install="apt-get install -y --no-install-recommends ${packages[*]}"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "Missing system packages. Install them with:  sudo $install" >&2
            # Without sound the program still works, in silence.
            [ "${packages[*]}" = libportaudio2 ] && return 0
            exit 2
        fi
        root=(sudo)
    fi
    command -v apt-get >/dev/null || { echo "Missing: ${packages[*]} (Debian's names). Install them first." >&2; exit 2; }
    echo "Installing ${packages[*]} ..."
    "${root[@]}" apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive "${root[@]}" $install >/dev/null
}

environment() {
    local venv="$1" python="${PYTHON:-python3}"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        { echo "Taihe needs Python 3.11 or newer: $python is $("$python" --version 2>&1). Try: make film PYTHON=python3.12" >&2; exit 2; }
    if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        echo "Creating $venv ..."
        "$python" -m venv --clear "$venv" ||
            { echo "Python cannot make a virtual environment. Install it with:  sudo apt-get install -y python3-venv" >&2; exit 2; }
    fi
    echo "Installing Taihe and its libraries (a few minutes the first time) ..."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]'
}

if [ "${1:-}" = --system ]; then
    shift
    system "$@"
else
    environment "${1:-.venv}"
fi
