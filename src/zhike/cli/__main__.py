"""`python -m zhike.cli` is the same as `zhike`."""

from zhike.cli.app import main

main()
