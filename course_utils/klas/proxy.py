"""Start configurable-http-proxy met een eigen bladzijde voor wie niemand antwoordt.

JupyterHub laat de proxy zo'n bladzijde bij de hub halen. Is juist die weg, dan bleef er een kaal "Service Unavailable"
over.
"""

import os
import sys


def main(proxy: str, pages: str, *given: str) -> None:
    """Word de proxy. pages: de map met foutbladzijden; given: wat JupyterHub aan de proxy meegeeft."""
    place = given.index("--error-target")
    os.execv(proxy, [proxy, *given[:place], "--error-path", pages, *given[place + 2 :]])


if __name__ == "__main__":
    main(*sys.argv[1:])
