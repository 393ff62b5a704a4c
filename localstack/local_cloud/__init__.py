"""The local cloud: LocalStack, MinIO, the deployed functions and the web app on this machine, started and stopped together."""

import sys

if sys.version_info < (3, 11):
    sys.exit("The local cloud is run by Python 3.11 or later, as python3 on the path.")
