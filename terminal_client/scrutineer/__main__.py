"""`python -m terminal_client.scrutineer`."""

import typer

from terminal_client.scrutineer.cli import scrutineer

if __name__ == "__main__":
    typer.run(scrutineer)
