"""Settings of a server process, from the environment (`HEMICYCLE_…`) or the command line."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation can choose. Empty URLs mean the embedded store and the SQLite file in `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="HEMICYCLE_", extra="ignore")

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = Field(default=2, ge=1, le=64)
    store_url: str = ""
    database_url: str = ""
    origins: list[str] = Field(default_factory=list)
    """Origins allowed beside the one the page was served from."""
    demo: bool = False
    trust_durability: bool = False
    """The store given by URL forbids CONFIG, and its owner vouches for `appendfsync always`."""
    wait_replicas: int = Field(default=0, ge=0, le=5)
    log_level: str = "info"
    verifier_threads: int = Field(default=0, ge=0, le=256)
    """Threads that verify the proofs of secret ballots; 0 means as many as there are processors."""
    profiles_dir: Path | None = None
    """A folder with profiles of the installation's own (docs/profiles.md §10)."""
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def records_dir(self) -> Path:
        """Where record bundles are written."""
        return self.data_dir / "records"

    @property
    def documents_dir(self) -> Path:
        """Where the files of documents lie."""
        return self.data_dir / "documents"

    @property
    def key_file(self) -> Path:
        """The server's identity key, mode 0600."""
        return self.data_dir / "server.key"

    @property
    def database(self) -> str:
        """The SQL record's URL."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'record.sqlite3').absolute()}"
