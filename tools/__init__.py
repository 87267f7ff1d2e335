"""The `taihe` command: wires scenes, avatar and render together."""
