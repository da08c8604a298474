#!/bin/sh
# Makes the three locks from pyproject.toml; each is complete, and what they share has the same version, because the
# two smaller ones are resolved under the largest. `requirements/make.sh --upgrade` takes newer versions. Needs uv.
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 --no-annotate --quiet \
        --custom-compile-command requirements/make.sh "$@"
}
lock --extra test --output-file requirements/test.txt "$@"
lock --constraints requirements/test.txt --output-file requirements/base.txt
lock --constraints requirements/test.txt --extra postgres --output-file requirements/postgres.txt
