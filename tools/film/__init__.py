"""Films: frames and sound to an MP4, in segments that survive a crash."""
