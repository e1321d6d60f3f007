"""`python -m terminal_client.scrutineer`, also installed as `hemicycle-scrutineer`: nothing of the server is imported."""

import typer

from terminal_client.scrutineer.cli import scrutineer


def main() -> None:
    """Entry point."""
    typer.run(scrutineer)


if __name__ == "__main__":
    main()
