#!/bin/sh
# Dubbelklik hierop om de cursus te starten (macOS en Linux).
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then
        "$python" -m course_utils start "$@"
        code=$?
        break
    fi
done
if [ -z "${code:-}" ]; then
    echo "Ik vind geen Python 3.11 of nieuwer. Installeer Python van https://www.python.org/downloads/"
    echo "en dubbelklik daarna opnieuw op start.command."
    code=1
fi
if [ "$code" -ne 0 ] && [ -t 0 ]; then
    printf "Druk op Enter om dit venster te sluiten. "
    read -r _
fi
exit "$code"
