"""`python -m terminal_client.kiosk`, also installed as `hemicycle-kiosk`: nothing of the server is imported."""

import typer

from terminal_client.kiosk.cli import kiosk


def main() -> None:
    """Entry point."""
    typer.run(kiosk)


if __name__ == "__main__":
    main()
