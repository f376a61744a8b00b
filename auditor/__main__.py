"""The `auditor` command."""

import sys


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with the code that the contract names."""
    from auditor.cli.run import run

    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    main()
