#!/bin/sh
# Builds the auditor's wheel and runs its tests in an environment and a folder that hold nothing else of this project
# but the vectors of the specification. With HEMICYCLE_EXHAUSTIVE=1 every byte of a sealed bundle is flipped, too.
set -eu
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$work/wheel" "$root/auditor"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$root/requirements.lock" \
  "$work"/wheel/*.whl pytest pytest-timeout pytest-xdist
mkdir "$work/empty"
cp -r "$root/auditor/tests" "$work/empty/tests"
mkdir "$work/empty/tests/vectors"
cp "$root"/tests/vectors/*.json "$work/empty/tests/vectors/"
cd "$work/empty"
"$work/venv/bin/python" -m pytest tests -q -p no:cacheprovider -n auto
