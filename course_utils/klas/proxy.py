"""Start configurable-http-proxy met een eigen bladzijde voor wie niemand antwoordt.

JupyterHub laat de proxy zo'n bladzijde bij de hub halen. Is juist die weg, dan bleef er een kaal "Service Unavailable"
over.
"""

import os
import sys

proxy, pages, *given = sys.argv[1:]
place = given.index("--error-target")
given[place : place + 2] = ["--error-path", pages]
os.execv(proxy, [proxy, *given])
