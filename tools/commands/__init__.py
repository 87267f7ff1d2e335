"""The subcommands of `taihe`, a room for each kind; `tools.cli` puts them together."""
