"""`python -m kadry.engine.allocation wishes.csv places.csv -o result.csv`."""

import argparse
import sys

from kadry.engine.allocation.command import add_arguments, run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m kadry.engine.allocation")
    add_arguments(parser)
    sys.exit(run(parser.parse_args()))
